package io.longshore.server.driver.zstore.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.disk.Digest;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTableTest {
    private record Entry(int pack, int ordinal, int offset, int stored, int plain, boolean node) {}

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void holdsWhatAMapHolds(long seed) {
        var random = new Random(seed);
        var model = new HashMap<Digest, Entry>();
        try (var table = new DigestTable()) {
            for (int i = 0; i < 20_000; i++) {
                var digest = digest(random);
                var entry = entry(random);
                model.put(digest, entry);
                add(table, digest, entry);
            }
            check(table, model);
            table.removeAll(slot -> table.pack(slot) % 3 == 0);
            model.values().removeIf(entry -> entry.pack() % 3 == 0);
            check(table, model);
            assertThat(table.find(false, digest(random))).isNegative();
        }
    }

    @Test
    void entriesWithTheSameHomeAreKeptApart() {
        try (var table = new DigestTable()) {
            for (int i = 0; i < 300; i++) {
                table.add(false, new Digest(-1, 0, 0, i), 1, i, 64, 1, 1);
            }
            for (int i = 0; i < 300; i++) {
                assertThat(table.ordinal(table.find(false, new Digest(-1, 0, 0, i))))
                        .isEqualTo(i);
            }
            assertThat(table.find(true, new Digest(-1, 0, 0, 0)))
                    .as("another kind is another entry")
                    .isNegative();
        }
    }

    @Test
    void takesNoMoreThanItSays() {
        var random = new Random(5);
        try (var table = new DigestTable()) {
            for (int i = 0; i < 1_000_000; i++) {
                add(table, digest(random), new Entry(1, 0, 64, 1, 1, false));
                if (i % 50_000 == 0 && i >= 300_000) {
                    assertThat(table.bytes()).isBetween(56 * table.size(), 65 * table.size());
                }
            }
        }
    }

    @Test
    void claimsComeAndGo() {
        try (var table = new DigestTable()) {
            table.add(true, new Digest(1, 2, 3, 4), 7, 65_535, (128 << 20) - 64, (1 << 20) + 64, 1 << 20);
            long slot = table.find(true, new Digest(1, 2, 3, 4));
            assertThat(table.claimed(slot)).isTrue();
            table.setClaimed(slot, false);
            assertThat(table.claimed(slot)).isFalse();
            assertThat(table.pack(slot)).isEqualTo(7);
            assertThat(table.offset(slot)).isEqualTo((128 << 20) - 64);
            assertThat(table.storedBytes(slot)).isEqualTo((1 << 20) + 64);
            assertThat(table.plainBytes(slot)).isEqualTo(1 << 20);
            assertThat(table.ordinal(slot)).isEqualTo(65_535);
            table.setClaimed(slot, true);
            assertThat(table.claimed(slot)).isTrue();
        }
    }

    private static void check(DigestTable table, Map<Digest, Entry> model) {
        assertThat(table.size()).isEqualTo(model.size());
        model.forEach((digest, entry) -> {
            long slot = table.find(entry.node(), digest);
            assertThat(slot).isNotNegative();
            assertThat(new Entry(
                            table.pack(slot),
                            table.ordinal(slot),
                            table.offset(slot),
                            table.storedBytes(slot),
                            table.plainBytes(slot),
                            table.node(slot)))
                    .isEqualTo(entry);
            assertThat(table.digest(slot)).isEqualTo(digest);
        });
    }

    private static void add(DigestTable table, Digest digest, Entry entry) {
        table.add(entry.node(), digest, entry.pack(), entry.ordinal(), entry.offset(), entry.stored(), entry.plain());
    }

    private static Digest digest(Random random) {
        return new Digest(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    }

    private static Entry entry(Random random) {
        return new Entry(
                1 + random.nextInt(1000),
                random.nextInt(1 << 16),
                64 * random.nextInt(1 << 20),
                1 + random.nextInt(1 << 20),
                1 + random.nextInt(1 << 20),
                random.nextBoolean());
    }
}
