package io.longshore.server.transfer;

import java.util.Set;

/** What of an ingest is kept: where it stood when it last committed, and every pack that it ever sealed. Thread-safe. */
final class IngestKeeping {
    private final IngestKeeper keeper;
    private IngestCheckpoint kept;

    IngestKeeping(IngestKeeper keeper, IngestCheckpoint kept) {
        this.keeper = keeper;
        this.kept = kept;
    }

    /** Keeps where the ingest stands; all that is told of must be durable, in these packs among others. */
    synchronized void commit(IngestCheckpoint point, Set<String> durable) {
        keep(point.with(kept.packs(), durable));
    }

    /** Keeps that a pack is about to appear. */
    synchronized void pack(String name) {
        keep(kept.withPack(name));
    }

    /** Forgets where the ingest stood, as the storage lacks some of it; packs that are there are still the ingest's. */
    synchronized void beginAnew(Set<String> present) {
        var packs = kept.packs().stream().filter(present::contains).toList();
        kept = IngestCheckpoint.none().with(packs, present);
    }

    synchronized long committedBytes() {
        return kept.committedBytes();
    }

    private void keep(IngestCheckpoint next) {
        keeper.keep(next.committedBytes(), next.counts().sent() + next.counts().known(), next.bytes());
        kept = next;
    }
}
