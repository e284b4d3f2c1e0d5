package io.longshore.server.driver.zstore.gc;

import io.longshore.server.driver.zstore.index.IndexedPack;
import io.longshore.server.driver.zstore.pack.PackId;
import io.longshore.server.driver.zstore.pack.RecordKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which packs go.
 *
 * @param nodePacks packs of nodes that have a dead one, or were condemned before: their live nodes are written again
 * @param deadPacks packs of blocks in which nothing is live
 * @param blockPacks packs of blocks whose live ones are written again
 * @param rewrittenBytes bytes of what is written again
 */
record ReclaimPlan(
        List<IndexedPack> nodePacks, List<IndexedPack> deadPacks, List<IndexedPack> blockPacks, long rewrittenBytes) {
    /** A pack is written again when at least one byte in this many is dead: less is not worth the writing. */
    private static final int WORTH_ONE_IN = 4;

    /** Packs below this are small: slow uploads leave many. */
    private static final int SMALL_BYTES = 4 << 20;

    /** From this many on, small packs are put together even where all is live. */
    private static final int MANY_SMALL = 8;

    static ReclaimPlan of(List<IndexedPack> packs, Mark mark) {
        var nodes = new ArrayList<IndexedPack>();
        var dead = new ArrayList<IndexedPack>();
        var blocks = new ArrayList<IndexedPack>();
        boolean manySmall = packs.stream().filter(ReclaimPlan::smallBlocks).count() >= MANY_SMALL;
        for (var pack : packs) {
            int liveRecords = mark.live(pack.id()).cardinality();
            boolean anyDead = liveRecords < pack.records() || pack.condemned();
            if (pack.kind() == RecordKind.NODE) {
                if (anyDead) {
                    nodes.add(pack);
                }
            } else if (liveRecords == 0) {
                dead.add(pack);
            } else if (pack.condemned() || worthWriting(pack, mark, anyDead) || (manySmall && smallBlocks(pack))) {
                blocks.add(pack);
            }
        }
        long rewritten = 0;
        for (var pack : nodes) {
            rewritten += mark.liveBytes(pack.id());
        }
        for (var pack : blocks) {
            rewritten += mark.liveBytes(pack.id());
        }
        return new ReclaimPlan(nodes, dead, blocks, rewritten);
    }

    private static boolean smallBlocks(IndexedPack pack) {
        return pack.kind() == RecordKind.BLOCK && pack.sizeBytes() < SMALL_BYTES;
    }

    private static boolean worthWriting(IndexedPack pack, Mark mark, boolean anyDead) {
        long deadBytes = pack.sizeBytes() - mark.liveBytes(pack.id());
        return anyDead && (smallBlocks(pack) || deadBytes * WORTH_ONE_IN >= pack.sizeBytes());
    }

    /** Every pack that goes. */
    Set<PackId> packs() {
        var ids = new HashSet<PackId>();
        nodePacks.forEach(pack -> ids.add(pack.id()));
        deadPacks.forEach(pack -> ids.add(pack.id()));
        blockPacks.forEach(pack -> ids.add(pack.id()));
        return ids;
    }

    /** Bytes of every pack that goes. */
    long bytes() {
        return bytes(nodePacks) + bytes(deadPacks) + bytes(blockPacks);
    }

    static long bytes(List<IndexedPack> packs) {
        return packs.stream().mapToLong(IndexedPack::sizeBytes).sum();
    }
}
