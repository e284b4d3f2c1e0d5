package io.longshore.disk;

import static io.longshore.disk.BuiltDisk.filled;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeWalkTest {
    private static final long MIB = DiskTree.BLOCK_BYTES;

    @Test
    void yieldsBlocksAndTheZerosBetweenThem() throws Exception {
        var disk = new BuiltDisk(1000 * MIB - 1, Map.of(0L, filled(1), 1L, filled(2), 600L, filled(3)));
        assertThat(walk(disk))
                .containsExactly(
                        new Extent.Block(0, filled(1)),
                        new Extent.Block(1, filled(2)),
                        new Extent.Zeros(2, 598),
                        new Extent.Block(600, filled(3)),
                        new Extent.Zeros(601, 399));
    }

    @Test
    void readsNoNodeOfZeros() throws Exception {
        var disk = new BuiltDisk(1L << 40, Map.of());
        assertThat(walk(disk)).containsExactly(new Extent.Zeros(0, 1 << 20));
        assertThat(disk.read).isEmpty();
        assertThat(walk(new BuiltDisk(0, Map.of()))).isEmpty();
    }

    @Test
    void doesNotLookIntoWhatIsKnown() throws Exception {
        var disk = new BuiltDisk(1L << 40, Map.of(5L, filled(1), 300L, filled(2), 70_000L, filled(3)));
        var known = disk.emitted.get(1).digest(); // of the second 256 MiB
        var walk = TreeWalk.over(disk.identity, disk, known::equals);
        var extents = new ArrayList<Extent>();
        for (var extent = walk.next(); extent != null; extent = walk.next()) {
            extents.add(extent);
        }
        assertThat(extents).contains(new Extent.Subtree(256, 1, known));
        assertThat(disk.read).doesNotContain(known);
        assertThat(extents.stream().mapToLong(Extent::blocks).sum()).isEqualTo(1 << 20);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void coversTheDiskWithoutAGap(long seed) throws Exception {
        var disk = randomDisk(new Random(seed));
        long position = 0;
        var blocks = new TreeMap<Long, Digest>();
        for (var extent : walk(disk)) {
            assertThat(extent.firstBlock()).isEqualTo(position);
            position += extent.blocks();
            if (extent instanceof Extent.Block block) {
                blocks.put(block.firstBlock(), block.digest());
            }
        }
        assertThat(position).isEqualTo(disk.identity.blocks());
        assertThat(blocks).isEqualTo(disk.blocks);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void coversARangeAndNothingElse(long seed) throws Exception {
        var random = new Random(seed);
        var disk = randomDisk(random);
        long first = random.nextLong(disk.identity.blocks());
        long end = first + random.nextLong(disk.identity.blocks() - first + 1);
        long position = first;
        var blocks = new TreeMap<Long, Digest>();
        for (var extent : all(TreeWalk.over(disk.identity, disk, first, end))) {
            assertThat(extent.firstBlock()).isEqualTo(position);
            position += extent.blocks();
            if (extent instanceof Extent.Block block) {
                blocks.put(block.firstBlock(), block.digest());
            }
        }
        assertThat(position).isEqualTo(end);
        assertThat(blocks).isEqualTo(new TreeMap<>(disk.blocks).subMap(first, end));
    }

    @Test
    void readsOnlyTheNodesAboveARange() throws Exception {
        var disk = new BuiltDisk(1L << 40, Map.of(5L, filled(1), 300L, filled(2), 70_000L, filled(3)));
        assertThat(all(TreeWalk.over(disk.identity, disk, 300, 301))).containsExactly(new Extent.Block(300, filled(2)));
        assertThat(disk.read).hasSize(3);
        assertThat(all(TreeWalk.over(disk.identity, disk, 7, 7))).isEmpty();
    }

    static BuiltDisk randomDisk(Random random) throws Exception {
        long blocks = 1 + random.nextLong(random.nextBoolean() ? 600 : 200_000);
        var data = new TreeMap<Long, Digest>();
        for (int i = random.nextInt(40); i > 0; i--) {
            data.put(random.nextLong(blocks), filled(1 + random.nextInt(5)));
        }
        return new BuiltDisk(blocks * MIB - random.nextInt(1000), data);
    }

    private static List<Extent> walk(BuiltDisk disk) throws Exception {
        return all(TreeWalk.over(disk.identity, disk));
    }

    private static List<Extent> all(TreeWalk walk) throws Exception {
        var extents = new ArrayList<Extent>();
        for (var extent = walk.next(); extent != null; extent = walk.next()) {
            extents.add(extent);
        }
        return extents;
    }
}
