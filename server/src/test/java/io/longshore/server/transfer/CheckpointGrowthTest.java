package io.longshore.server.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.transfer.IngestCheckpoint.Counts;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is kept while a disk is written costs the same with each pack, and the next attempt finds all of it, also where an earlier version kept it. */
class CheckpointGrowthTest {
    /** Those of some 100 GiB. */
    private static final int PACKS = 3_200;

    private static final byte[] TREE = IngestCheckpoint.none().tree();

    /** Keeps what an ingest keeps, and how much that was. */
    private static final class CountingKeeper implements IngestKeeper {
        private final List<String> packs = new ArrayList<>();
        private final List<Integer> kept = new ArrayList<>();
        private byte[] last = IngestCheckpoint.none().bytes();

        @Override
        public void keep(long committedBytes, long actualSizeBytes, byte[] checkpoint) {
            kept.add(checkpoint.length);
            last = checkpoint;
        }

        @Override
        public List<String> packs() {
            return List.copyOf(packs);
        }

        @Override
        public void keepPack(String name) {
            kept.add(name.length());
            packs.add(name);
        }

        IngestKeeping next() {
            return IngestKeeping.from(IngestCheckpoint.read(last), this);
        }
    }

    private static String pack(int number) {
        return String.format("%032x", number);
    }

    @Test
    void aTransferKeepsANameWithEachPack() {
        var monitor = new KeptMonitor();
        var keeping = TransferKeeping.from(TransferCheckpoint.at(Instant.EPOCH), monitor);
        assertThat(keeping.lost(5)).isEqualTo(5);
        for (int i = 0; i < PACKS; i++) {
            keeping.pack(pack(i));
        }

        assertThat(monitor.kept().subList(1, PACKS + 1)).containsOnly(32);
        var next = TransferKeeping.from(
                TransferCheckpoint.read(monitor.checkpoint().orElseThrow()), monitor);
        assertThat(next.earlierPacks()).hasSize(PACKS).startsWith(pack(0)).endsWith(pack(PACKS - 1));
        assertThat(next.lost(1)).isEqualTo(6);
        assertThat(monitor.kept())
                .hasSize(PACKS + 2)
                .last()
                .isEqualTo(monitor.kept().getFirst());
    }

    @Test
    void anIngestKeepsANameWithEachPackAndNoneWithEachCommit() {
        var keeper = new CountingKeeper();
        var keeping = keeper.next();
        for (int i = 0; i < PACKS; i++) {
            keeping.pack(pack(i));
            keeping.there(pack(i));
            keeping.commit(IngestCheckpoint.at(i + 1, Counts.NONE, TREE));
        }

        assertThat(Set.copyOf(keeper.kept)).containsExactlyInAnyOrder(32, keeper.last.length);
        assertThat(keeper.last.length).isLessThan(200);
        var next = keeper.next();
        assertThat(next.packs()).hasSize(PACKS);
        assertThat(next.resumed(Set.copyOf(keeper.packs), true).committedBytes())
                .isEqualTo(PACKS);
    }

    @Test
    void anIngestNeedsWhatItCommittedAndNothingElse() {
        var keeper = new CountingKeeper();
        var keeping = keeper.next();
        keeping.pack(pack(1));
        keeping.there(pack(1));
        keeping.pack(pack(2)); // and a crash keeps it from appearing, or not
        keeping.commit(IngestCheckpoint.at(10, Counts.NONE, TREE));
        keeping.pack(pack(3));

        assertThat(keeper.next().resumed(Set.of(pack(1)), true).committedBytes())
                .isEqualTo(10);
        assertThat(keeper.next().resumed(Set.of(pack(1), pack(2)), false).committedBytes())
                .isZero();
        var anew = keeper.next();
        assertThat(anew.resumed(Set.of(pack(2), pack(3)), true).committedBytes())
                .isZero();
        anew.pack(pack(4));
        anew.there(pack(4));
        anew.commit(IngestCheckpoint.at(7, Counts.NONE, TREE));
        assertThat(keeper.next().resumed(Set.of(pack(4)), true).committedBytes())
                .as("what was before it began anew is not needed")
                .isEqualTo(7);
        assertThat(keeper.next().resumed(Set.of(pack(2)), true).committedBytes())
                .isZero();
    }

    @Test
    void checkpointsOfVersionOneHaveTheirPacksKeptBesideThem() throws IOException {
        var monitor = new KeptMonitor();
        var first = TransferCheckpoint.read(transferOfVersionOne());
        for (int time = 0; time < 2; time++) {
            assertThat(TransferKeeping.from(first, monitor).earlierPacks()).containsExactly(pack(1), pack(2));
            assertThat(monitor.packs()).containsExactly(pack(1), pack(2));
        }

        var keeper = new CountingKeeper();
        keeper.last = ingestOfVersionOne();
        keeper.next().pack(pack(3));
        var next = keeper.next();
        assertThat(next.packs()).containsExactly(pack(1), pack(2), pack(3));
        assertThat(keeper.packs).containsExactly(pack(1), pack(2), pack(3));
        assertThat(next.resumed(Set.of(pack(1)), true).committedBytes()).isEqualTo(77);
        assertThat(keeper.next().resumed(Set.of(pack(2)), true).committedBytes())
                .isZero();
    }

    private static byte[] transferOfVersionOne() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeInt(1);
            out.writeLong(0);
            out.writeInt(0);
            out.writeLong(9);
            Names.write(out, List.of(pack(1), pack(2)));
        }
        return bytes.toByteArray();
    }

    /** 77 bytes, of which a second pack may not have appeared. */
    private static byte[] ingestOfVersionOne() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeInt(1);
            out.writeLong(77);
            for (int i = 0; i < 5; i++) {
                out.writeLong(0);
            }
            out.writeInt(TREE.length);
            out.write(TREE);
            Names.write(out, List.of(pack(1), pack(2)));
            Names.write(out, List.of(pack(2)));
        }
        return bytes.toByteArray();
    }
}
