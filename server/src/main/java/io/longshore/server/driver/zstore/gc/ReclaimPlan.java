package io.longshore.server.driver.zstore.gc;

import io.longshore.server.driver.zstore.index.IndexedPack;
import io.longshore.server.driver.zstore.pack.PackId;
import io.longshore.server.driver.zstore.pack.RecordKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which packs go.
 *
 * @param deadNodes packs of nodes in which nothing is live
 * @param nodes packs of nodes that have a dead one, or were condemned before: their live nodes are written again
 * @param deadBlocks packs of blocks in which nothing is live
 * @param blocks packs of blocks whose live ones are written again, those with the fewest live bytes first
 * @param rewrittenBytes bytes of what is written again
 */
record ReclaimPlan(
        List<IndexedPack> deadNodes,
        List<IndexedPack> nodes,
        List<IndexedPack> deadBlocks,
        List<IndexedPack> blocks,
        long rewrittenBytes) {
    /** A pack is written again when at least one byte in this many is dead: less is not worth the writing. */
    private static final int WORTH_ONE_IN = 4;

    /** Packs below this are small: slow uploads leave many. */
    private static final int SMALL_BYTES = 4 << 20;

    /** From this many on, small packs are put together even where all is live. */
    private static final int MANY_SMALL = 8;

    /** @param spared whether a pack is left alone, such as one whose writer still writes: nothing of that is live yet */
    static ReclaimPlan of(List<IndexedPack> packs, Mark mark, Predicate<IndexedPack> spared) {
        var plan = new ReclaimPlan(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), 0);
        boolean manySmall = packs.stream().filter(ReclaimPlan::smallBlocks).count() >= MANY_SMALL;
        for (var pack : packs) {
            if (pack.condemned() || (!spared.test(pack) && (worthIt(pack, mark) || (manySmall && smallBlocks(pack))))) {
                plan.listFor(pack, mark).add(pack);
            }
        }
        plan.blocks.sort(Comparator.comparingLong(pack -> mark.liveBytes(pack.id())));
        long rewritten = liveBytes(plan.nodes, mark) + liveBytes(plan.blocks, mark);
        return new ReclaimPlan(plan.deadNodes, plan.nodes, plan.deadBlocks, plan.blocks, rewritten);
    }

    /** Any pack with a dead node goes: a node that stayed would claim blocks that don't. */
    private static boolean worthIt(IndexedPack pack, Mark mark) {
        if (mark.live(pack.id()).cardinality() == pack.records()) {
            return false;
        }
        long deadBytes = pack.sizeBytes() - mark.liveBytes(pack.id());
        return pack.kind() == RecordKind.NODE || smallBlocks(pack) || deadBytes * WORTH_ONE_IN >= pack.sizeBytes();
    }

    private List<IndexedPack> listFor(IndexedPack pack, Mark mark) {
        boolean dead = mark.live(pack.id()).isEmpty();
        return switch (pack.kind()) {
            case NODE -> dead ? deadNodes : nodes;
            case BLOCK -> dead ? deadBlocks : blocks;
        };
    }

    private static boolean smallBlocks(IndexedPack pack) {
        return pack.kind() == RecordKind.BLOCK && pack.sizeBytes() < SMALL_BYTES;
    }

    private static long liveBytes(List<IndexedPack> packs, Mark mark) {
        return packs.stream().mapToLong(pack -> mark.liveBytes(pack.id())).sum();
    }

    /** Every pack that goes. */
    Set<PackId> packs() {
        var ids = new HashSet<PackId>();
        for (var list : List.of(deadNodes, nodes, deadBlocks, blocks)) {
            list.forEach(pack -> ids.add(pack.id()));
        }
        return ids;
    }

    /** Bytes of every pack that goes. */
    long bytes() {
        return bytes(deadNodes) + bytes(nodes) + bytes(deadBlocks) + bytes(blocks);
    }

    static long bytes(List<IndexedPack> packs) {
        return packs.stream().mapToLong(IndexedPack::sizeBytes).sum();
    }
}
