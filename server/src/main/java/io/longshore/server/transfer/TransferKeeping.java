package io.longshore.server.transfer;

/** Keeps a transfer's checkpoint: every pack that it ever sealed, and what crashes lost. Thread-safe. */
final class TransferKeeping {
    private final TransferMonitor monitor;
    private TransferCheckpoint kept;

    TransferKeeping(TransferMonitor monitor, TransferCheckpoint kept) {
        this.monitor = monitor;
        this.kept = kept;
    }

    /** Keeps that a pack is about to appear. */
    synchronized void pack(String name) {
        keep(kept.withPack(name));
    }

    /** Keeps that a crash lost so many bytes more; gives what all of them lost. */
    synchronized long lost(long bytes) {
        keep(kept.withLost(bytes));
        return kept.lostBytes();
    }

    private void keep(TransferCheckpoint next) {
        monitor.keepCheckpoint(next.bytes());
        kept = next;
    }
}
