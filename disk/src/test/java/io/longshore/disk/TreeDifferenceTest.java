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

class TreeDifferenceTest {
    private static final long MIB = DiskTree.BLOCK_BYTES;
    private static final long TIB = 1L << 40;

    @Test
    void equalDisksDifferNowhereAndNothingIsRead() throws Exception {
        var disk = new BuiltDisk(TIB, Map.of(5L, filled(1)));
        assertThat(difference(disk, disk)).isEmpty();
        assertThat(disk.read).isEmpty();
    }

    @Test
    void entersDifferingSubtreesAlone() throws Exception {
        var base = new BuiltDisk(TIB, Map.of(5L, filled(1), 300L, filled(2), 70_000L, filled(3)));
        var target = new BuiltDisk(TIB, Map.of(5L, filled(1), 300L, filled(4), 70_000L, filled(3)));
        assertThat(difference(base, target)).containsExactly(new Extent.Block(300, filled(4)));
        assertThat(target.read).hasSize(3);
        assertThat(base.read).hasSize(3);
    }

    @Test
    void whatBecameZerosComesInRuns() throws Exception {
        var base = new BuiltDisk(
                TIB, Map.of(254L, filled(1), 255L, filled(1), 256L, filled(1), 300L, filled(2), 301L, filled(2)));
        var target = new BuiltDisk(TIB, Map.of(301L, filled(3)));
        assertThat(difference(base, target))
                .containsExactly(new Extent.Zeros(254, 3), new Extent.Zeros(300, 1), new Extent.Block(301, filled(3)));
    }

    @Test
    void anEmptyBaseGivesEveryBlock() throws Exception {
        var target = new BuiltDisk(3 * MIB, Map.of(1L, filled(1)));
        assertThat(difference(new BuiltDisk(0, Map.of()), target)).containsExactly(new Extent.Block(1, filled(1)));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void turnsAnyDiskIntoAnyOther(long seed) throws Exception {
        var random = new Random(seed);
        var base = TreeWalkTest.randomDisk(random);
        var target = TreeWalkTest.randomDisk(random);
        var made = new TreeMap<>(base.blocks);
        made.tailMap(target.identity.blocks()).clear();
        for (var extent : difference(base, target)) {
            for (long i = extent.firstBlock(); i < extent.firstBlock() + extent.blocks(); i++) {
                if (extent instanceof Extent.Block block) {
                    assertThat(made.put(i, block.digest())).isNotEqualTo(block.digest());
                } else {
                    assertThat(made.remove(i)).isNotNull();
                }
            }
        }
        assertThat(made).isEqualTo(target.blocks);
    }

    private static List<Extent> difference(BuiltDisk base, BuiltDisk target) throws Exception {
        var difference = TreeDifference.between(base.identity, base, target.identity, target);
        var extents = new ArrayList<Extent>();
        for (var extent = difference.next(); extent != null; extent = difference.next()) {
            extents.add(extent);
        }
        return extents;
    }
}
