package io.longshore.disk;

import static io.longshore.disk.BuiltDisk.filled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The roots here were computed by an implementation that shares no code with this one: {@code docs/zstore.py}, whose
 * {@code tree} command prints them.
 */
class TreeBuilderTest {
    private static final long MIB = DiskTree.BLOCK_BYTES;
    private static final long TIB = 1L << 40;

    @ParameterizedTest(name = "level {0}")
    @CsvSource({
        "0, 30e14955ebf1352266dc2ff8067e68104607e750abb9d3b36582b8af909fcb58",
        "1, 9a9005fde1e63ec0d3f549a4312aaeb63e07f7141052c04ad5bd781122671938",
        "2, 364a1cd4cb706911ed55e86f668fb3987a1b0d37a678b1675a94f5e06254092a",
        "3, 71f3dfb903ee962d1298900840226bcfd4eeb4383f54b3449a1242968c7c31ee",
        "4, 6b3c4aa9c137c9fb9bf88d3d71d070c66c4c468762d2aa89bf8a3bc6f809682d",
        "5, 373c5555901d7020b2de2718ccf99de92a409ac7b7537b80c71c15d65d986e5c",
    })
    void zerosHaveTheDigestsOfTheSpecification(int level, String hex) {
        assertThat(DiskTree.zeros(level)).isEqualTo(Digest.parse(hex));
    }

    @Test
    void rootsAreThoseOfTheSpecification() throws Exception {
        checkRoot(1, Map.of(0L, filled(1, 1)), "c01907cd087bbd43ca194d9ff148a2f79864b5719e100e596f3ca7ee9b159676");
        checkRoot(
                3 * MIB + 5,
                Map.of(0L, filled(1), 2L, filled(2), 3L, filled(3, 5)),
                "bfe97f8812af62ef361300ad8959071731c62b4d85b3f81cb8708390145ff0df");
        checkRoot(
                257 * MIB,
                Map.of(0L, filled(1), 256L, filled(2)),
                "a7cc1b9d96f054bf22bd0b6ee78b86d67e5d69381312b93e5ce9b7be76004acb");
        checkRoot(
                TIB,
                Map.of(0L, filled(1), 700_000L, filled(2), (1L << 20) - 1, filled(3)),
                "c8d35a20365f04c24144f298d9dd039f62b31f9bdbe940be2d6daba7640903ae");
        checkRoot(
                256 * MIB,
                LongStream.range(1, 256).boxed().collect(Collectors.toMap(i -> i, i -> filled(i.intValue()))),
                "12adfd4e1bc2ae9596d69cc6bdbd5d079d737015f44a55b8fe5418aa8597c852");
    }

    @ParameterizedTest(name = "cut after {0} blocks")
    @CsvSource({"0", "1", "255", "256", "257", "511", "65535", "65536", "65537"})
    void goesOnFromItsStateAsIfNothingHadHappened(long cut) throws Exception {
        long blocks = 66_000;
        var digests = IntStream.rangeClosed(1, 7).mapToObj(BuiltDisk::filled).toList();
        var whole = new TreeBuilder(_ -> {});
        var before = new TreeBuilder(_ -> {});
        for (long i = 0; i < cut; i++) {
            whole.add(digests.get((int) i % 7));
            before.add(digests.get((int) i % 7));
        }
        var after = TreeBuilder.resume(_ -> {}, before.state());
        assertThat(after.position()).isEqualTo(cut);
        for (long i = cut; i < blocks; i++) {
            whole.add(digests.get((int) i % 7));
            after.add(digests.get((int) i % 7));
        }
        assertThat(after.finish(blocks * MIB)).isEqualTo(whole.finish(blocks * MIB));
    }

    private static void checkRoot(long lengthBytes, Map<Long, Digest> blocks, String root) throws Exception {
        var disk = new BuiltDisk(lengthBytes, blocks);
        assertThat(disk.identity).isEqualTo(new DiskIdentity(lengthBytes, Digest.parse(root)));
        assertThat(disk.emitted.getLast().digest()).isEqualTo(disk.identity.root());
    }

    @Test
    void disksOfZerosEmitNoNode() throws Exception {
        for (long length : new long[] {0, 1, 256 * MIB, 256 * MIB + 1, TIB, DiskTree.MAX_LENGTH_BYTES}) {
            var disk = new BuiltDisk(length, Map.of());
            assertThat(disk.identity).isEqualTo(DiskIdentity.ofZeros(length));
            assertThat(disk.identity.zeros()).isTrue();
            assertThat(disk.emitted).isEmpty();
        }
    }

    @Test
    void depthIsTheLeastThatHoldsTheLength() {
        assertThat(DiskTree.depth(0)).isEqualTo(1);
        assertThat(DiskTree.depth(256 * MIB)).isEqualTo(1);
        assertThat(DiskTree.depth(256 * MIB + 1)).isEqualTo(2);
        assertThat(DiskTree.depth(64L << 30)).isEqualTo(2);
        assertThat(DiskTree.depth((64L << 30) + 1)).isEqualTo(3);
        assertThat(DiskTree.depth(DiskTree.MAX_LENGTH_BYTES)).isEqualTo(5);
    }

    @Test
    void nodesComeAfterTheirChildren() throws Exception {
        var disk = new BuiltDisk(TIB, Map.of(3L, filled(1), 900L, filled(2), 70_000L, filled(3)));
        var seen = new HashSet<Digest>();
        for (var node : disk.emitted) {
            for (int i = 0; i < DiskTree.FAN_OUT; i++) {
                assertThat(node.level() == 1 || node.childIsZeros(i) || seen.contains(node.child(i)))
                        .isTrue();
            }
            seen.add(node.digest());
        }
        assertThat(disk.emitted).hasSize(3 + 2 + 1);
    }

    @Test
    void knownSubtreesGiveTheSameRoot() throws Exception {
        var disk = new BuiltDisk(TIB, Map.of(3L, filled(1), 900L, filled(2), 70_000L, filled(3)));
        var builder = new TreeBuilder(_ -> {});
        var walk = TreeWalk.over(disk.identity, disk, disk.emitted.get(1).digest()::equals);
        for (var extent = walk.next(); extent != null; extent = walk.next()) {
            builder.add(extent);
        }
        assertThat(builder.finish(TIB)).isEqualTo(disk.identity);
    }

    @Test
    void refusesWhatDoesNotFit() throws Exception {
        var builder = new TreeBuilder(_ -> {});
        builder.add(filled(1));
        assertThatThrownBy(() -> builder.addSubtree(1, filled(1)))
                .hasMessage("position: 1 (expected: a multiple of 256 in a disk's range)");
        assertThatThrownBy(() -> builder.add(new Extent.Zeros(7, 1))).hasMessage("firstBlock: 7 (expected: 1)");
        builder.addZeros(300);
        assertThatThrownBy(() -> builder.finish(256 * MIB))
                .hasMessage("lengthBytes: 268435456 (expected: enough for 301 blocks)");
        assertThatThrownBy(() -> DiskTree.depth(-1)).hasMessageStartingWith("lengthBytes: -1 (expected: 0 to ");
    }
}
