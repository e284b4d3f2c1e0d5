package io.longshore.server.transfer;

import io.longshore.server.transfer.IngestCheckpoint.Needs;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What of an ingest is kept: where it stood when it last committed, and every pack that it ever sealed. Thread-safe. */
final class IngestKeeping {
    private final IngestKeeper keeper;
    private final List<String> packs;

    /** Those of them of which it is not known whether they became part of the storage. */
    private final Set<String> uncertain = new LinkedHashSet<>();

    private IngestCheckpoint kept;

    /** How many packs are an ingest's that had to begin anew. */
    private int from;

    private IngestKeeping(IngestKeeper keeper, IngestCheckpoint kept, List<String> packs) {
        this.keeper = keeper;
        this.kept = kept;
        this.packs = packs;
        this.from = kept.needs().from();
    }

    /** Goes on from a checkpoint; one of version 1 has its packs kept beside it from now on. */
    static IngestKeeping from(IngestCheckpoint checkpoint, IngestKeeper keeper) {
        var beside = keeper.packs();
        // Those of version 1 come first, in their order: its needs count on that.
        checkpoint.packs().stream().filter(name -> !beside.contains(name)).forEach(keeper::keepPack);
        return new IngestKeeping(keeper, checkpoint, new ArrayList<>(Names.joined(checkpoint.packs(), beside)));
    }

    /** Every pack that was ever sealed, oldest first. */
    synchronized List<String> packs() {
        return List.copyOf(packs);
    }

    /** Where it stood, if a storage that has these packs has all that this needs; else it has to begin anew, and nothing is left of where it stood. */
    synchronized IngestCheckpoint resumed(Set<String> present, boolean leaseKept) {
        if (!leaseKept || !kept.needs().metBy(present, packs)) {
            kept = IngestCheckpoint.none();
            from = packs.size();
        }
        packs.stream().skip(from).filter(name -> !present.contains(name)).forEach(uncertain::add);
        return kept;
    }

    /** Keeps where the ingest stands; all that is told of must be durable. */
    synchronized void commit(IngestCheckpoint point) {
        var next = point.with(new Needs(from, packs.size(), List.copyOf(uncertain)));
        keeper.keep(next.committedBytes(), next.counts().sent() + next.counts().known(), next.bytes());
        kept = next;
    }

    /** Keeps that a pack is about to appear. */
    synchronized void pack(String name) {
        keeper.keepPack(name);
        packs.add(name);
        uncertain.add(name);
    }

    /** That it did. */
    synchronized void there(String name) {
        uncertain.remove(name);
    }

    synchronized long committedBytes() {
        return kept.committedBytes();
    }
}
