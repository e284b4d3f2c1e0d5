package io.longshore.server.transfer;

import java.util.List;

/** Keeps what a transfer needs to go on: every pack that it ever sealed, and what crashes lost. Thread-safe. */
final class TransferKeeping {
    private final TransferMonitor monitor;
    private final List<String> earlierPacks;
    private TransferCheckpoint kept;

    private TransferKeeping(TransferMonitor monitor, TransferCheckpoint kept, List<String> earlierPacks) {
        this.monitor = monitor;
        this.kept = kept;
        this.earlierPacks = earlierPacks;
    }

    /** Goes on from a checkpoint; one of version 1 has its packs kept beside it from now on. */
    static TransferKeeping from(TransferCheckpoint checkpoint, TransferMonitor monitor) {
        var beside = monitor.packs();
        var packs = Names.joined(beside, checkpoint.packs());
        packs.subList(beside.size(), packs.size()).forEach(monitor::keepPack);
        return new TransferKeeping(monitor, checkpoint, packs);
    }

    /** Every pack that earlier attempts sealed, oldest first. */
    List<String> earlierPacks() {
        return earlierPacks;
    }

    /** Keeps that a pack is about to appear. */
    void pack(String name) {
        monitor.keepPack(name);
    }

    /** Keeps that a crash lost so many bytes more; gives what all of them lost. */
    synchronized long lost(long bytes) {
        var next = kept.withLost(bytes);
        monitor.keepCheckpoint(next.bytes());
        kept = next;
        return kept.lostBytes();
    }
}
