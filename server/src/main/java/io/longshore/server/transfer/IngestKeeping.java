package io.longshore.server.transfer;

import java.util.List;

/** What of an ingest is kept: where it stood when it last committed, and every pack that it ever sealed. Thread-safe. */
final class IngestKeeping {
    private final IngestKeeper keeper;
    private IngestCheckpoint kept;

    IngestKeeping(IngestKeeper keeper, IngestCheckpoint kept) {
        this.keeper = keeper;
        this.kept = kept;
    }

    /** Keeps where the ingest stands; all that is told of must be durable. */
    synchronized void commit(IngestCheckpoint point) {
        keep(point.withPacks(kept.packs()));
    }

    /** Keeps that these packs are sealed. */
    synchronized void packs(List<String> names) {
        keep(kept.withPacks(names));
    }

    synchronized long committedBytes() {
        return kept.committedBytes();
    }

    private void keep(IngestCheckpoint next) {
        keeper.keep(next.committedBytes(), next.counts().sent() + next.counts().known(), next.bytes());
        kept = next;
    }
}
