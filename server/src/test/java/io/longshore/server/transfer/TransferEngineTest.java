package io.longshore.server.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskIdentity;
import io.longshore.disk.DiskTree;
import io.longshore.disk.TreeBuilder;
import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.driver.zstore.MemoryEpochs;
import io.longshore.server.driver.zstore.Zstore;
import io.longshore.server.driver.zstore.ZstoreSettings;
import io.longshore.server.driver.zstore.blob.FileBlobStore;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.transfer.IngestRequest.Sum;
import io.longshore.server.transfer.Receipt.Verification;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Disks in, across and out, on real storages in folders. */
class TransferEngineTest {
    private static final int MIB = DiskTree.BLOCK_BYTES;

    @TempDir
    Path folder;

    private final BlockCodec codec = new BlockCodec();
    private final TransferEngine engine = new TransferEngine(2, 16 << 20, Clock.systemUTC());
    private final KeptMonitor monitor = new KeptMonitor();

    @AfterEach
    void close() {
        engine.close();
        codec.close();
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {1, MIB - 1, MIB, MIB + 1, 7 * MIB + 513, 300 * MIB + 1})
    void aDiskOfAnyLengthComesOutAsItWentIn(int length) throws Exception {
        var content = content(length, 3);
        try (var a = storage("a");
                var b = storage("b")) {
            var ingested = ingest(a, content);
            assertThat(ingested.identity()).isEqualTo(identityOf(content));
            assertThat(ingested.md5())
                    .contains(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("MD5").digest(content)));
            var receipt = copy(a, b, ingested.identity());
            assertThat(receipt.sentBytes() + receipt.zeroBytes() + receipt.deduplicatedBytes())
                    .isEqualTo(length);
            assertThat(receipt.sentBytes()).isEqualTo(ingested.actualSizeBytes());
            assertThat(export(b, ingested.identity())).isEqualTo(content);
        }
    }

    @Test
    void aStepIsDoneWhenAllOfTheDiskIs() throws Exception {
        var content = content(20 * MIB + 9, 4);
        try (var a = storage("a");
                var b = storage("b")) {
            copy(a, b, ingest(a, content).identity());
        }
        var step = monitor.steps.get("copy");
        assertThat(step.done().get() + step.skipped().get()).isEqualTo(content.length);
        assertThat(step.total().get()).isEqualTo(content.length);
        var verify = monitor.steps.get("verify");
        assertThat(verify.done().get()).isEqualTo(verify.total().get());
    }

    @Test
    void whatLiesThereIsNotSentAgain() throws Exception {
        var content = content(10 * MIB, 5);
        try (var a = storage("a");
                var b = storage("b")) {
            var disk = ingest(a, content).identity();
            copy(a, b, disk);
            var again = copy(a, b, disk);
            assertThat(again.sentBytes()).isZero();
            assertThat(again.verification()).isEqualTo(Verification.NOTHING_WRITTEN);

            content[3 * MIB + 7]++;
            var changed = copy(a, b, ingest(a, content).identity());
            assertThat(changed.sentBytes()).isEqualTo(MIB);
        }
    }

    @Test
    void anIngestGoesOnFromWhatWasCommitted() throws Exception {
        var content = content(90 * MIB + 77, 6);
        var keeper = new Keeper();
        var upload = UUID.randomUUID();
        try (var a = storage("a")) {
            try (var first = engine.ingest(request(upload, a, content.length, Optional.empty()), keeper)) {
                first.write(ByteBuffer.wrap(content, 0, 70 * MIB + 5));
                first.commit();
                assertThat(first.committedBytes()).isEqualTo(70L * MIB);
            }
            try (var second = engine.ingest(request(upload, a, content.length, keeper.last()), keeper)) {
                assertThat(second.position()).isEqualTo(70L * MIB);
                second.write(ByteBuffer.wrap(content, 70 * MIB, content.length - 70 * MIB));
                var ingested = second.finish();
                assertThat(ingested.identity()).isEqualTo(identityOf(content));
                assertThat(ingested.md5()).as("it would need the bytes before").isEmpty();
                var receipt = second.verify(new KeptMonitor().step("verify", java.util.OptionalLong.empty()), 1);
                assertThat(receipt.verification()).isEqualTo(Verification.READ_BACK);
                assertThat(receipt.readBackBytes()).isEqualTo(ingested.actualSizeBytes());
            }
            assertThat(export(a, identityOf(content))).isEqualTo(content);
        }
    }

    @Test
    void zerosCostNothing() throws Exception {
        long tib = 1L << 40;
        try (var a = storage("a");
                var b = storage("b")) {
            DiskIdentity disk;
            try (var ingest = engine.ingest(request(UUID.randomUUID(), a, tib, Optional.empty()), new Keeper())) {
                ingest.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
                ingest.writeZeros(tib - 4);
                ingest.write(ByteBuffer.wrap(new byte[] {4}));
                disk = ingest.finish().identity();
            }
            var receipt = copy(a, b, disk);
            assertThat(receipt.sentBytes()).isEqualTo(2L * MIB);
            try (var export = engine.export(b, disk, tib - 3, 10)) {
                assertThat(bytes(export, 3)).containsExactly(0, 0, 4);
            }
        }
    }

    @Test
    void moreBytesThanShouldComeAreRefused() throws Exception {
        try (var a = storage("a");
                var ingest = engine.ingest(request(UUID.randomUUID(), a, 5, Optional.empty()), new Keeper())) {
            assertThatThrownBy(() -> ingest.write(ByteBuffer.allocate(6)))
                    .isInstanceOfSatisfying(
                            FailureException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UPLOAD_TOO_LONG));
        }
    }

    @Test
    void aFlippedByteIsNeverPassedOn() throws Exception {
        var content = content(3 * MIB, 7);
        try (var b = storage("b")) {
            DiskIdentity disk;
            try (var a = storage("a")) {
                disk = ingest(a, content).identity();
            }
            flipAByteInEachPack(folder.resolve("a"));
            try (var a = reopen("a")) {
                assertThatThrownBy(() -> copy(a, b, disk))
                        .isInstanceOfSatisfying(
                                FailureException.class,
                                e -> assertThat(e.reason()).isIn(Reason.DIGEST_MISMATCH, Reason.STORAGE_ERROR));
                assertThat(b.has(disk)).isFalse();
            }
        }
    }

    private Receipt copy(StorageDriver from, StorageDriver to, DiskIdentity disk) throws InterruptedException {
        monitor.keepCheckpoint(new TransferCheckpoint(java.time.Instant.EPOCH, 0, List.of()).bytes());
        try (var transfer = engine.start(UUID.randomUUID(), to, monitor)) {
            transfer.copy(List.of(new DiskCopy(UUID.randomUUID(), from, disk)));
            return transfer.verify().getFirst();
        }
    }

    private Ingested ingest(StorageDriver storage, byte[] content) throws InterruptedException {
        var request = request(UUID.randomUUID(), storage, content.length, Optional.empty());
        try (var ingest = engine.ingest(request, new Keeper())) {
            ingest.write(ByteBuffer.wrap(content));
            return ingest.finish();
        }
    }

    private static IngestRequest request(UUID upload, StorageDriver to, long length, Optional<byte[]> checkpoint) {
        return new IngestRequest(upload, to, length, Set.of(Sum.MD5), checkpoint);
    }

    private byte[] export(StorageDriver storage, DiskIdentity disk) throws InterruptedException {
        try (var export = engine.export(storage, disk, 0, Long.MAX_VALUE)) {
            return bytes(export, (int) disk.lengthBytes());
        }
    }

    private static byte[] bytes(DiskExport export, int length) throws InterruptedException {
        var bytes = ByteBuffer.allocate(length);
        for (var run = export.next(); run != null; run = export.next()) {
            switch (run) {
                case Run.Data data -> bytes.put(data.bytes());
                case Run.Zeros zeros -> bytes.position(bytes.position() + (int) zeros.lengthBytes());
            }
        }
        assertThat(bytes.hasRemaining()).isFalse();
        return bytes.array();
    }

    /** Random bytes with a hole in the middle, and every third block a copy of the first. */
    private static byte[] content(int length, long seed) {
        var content = new byte[length];
        new Random(seed).nextBytes(content);
        int blocks = length / MIB;
        if (blocks > 4) {
            Arrays.fill(content, blocks / 2 * MIB, (blocks / 2 + 2) * MIB, (byte) 0);
        }
        return content;
    }

    private static DiskIdentity identityOf(byte[] content) throws Exception {
        var builder = new TreeBuilder(_ -> {});
        for (int offset = 0; offset < content.length; offset += MIB) {
            builder.add(Digest.sha256(
                    Arrays.copyOf(Arrays.copyOfRange(content, offset, Math.min(offset + MIB, content.length)), MIB)));
        }
        return builder.finish(content.length);
    }

    private StorageDriver storage(String name) throws IOException {
        return zstore(name).create(uuid(name));
    }

    private StorageDriver reopen(String name) throws IOException {
        return zstore(name).open(uuid(name));
    }

    private Zstore zstore(String name) throws IOException {
        var settings = new ZstoreSettings(new UUID(4, 2), "test", folder.resolve("cache"));
        var place = Files.createDirectories(folder.resolve(name));
        return new Zstore(new FileBlobStore(place), settings, new MemoryEpochs(), codec, InstantSource.system());
    }

    private static UUID uuid(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static void flipAByteInEachPack(Path storage) throws IOException {
        try (var files = Files.walk(storage.resolve("packs"))) {
            for (var pack : files.filter(Files::isRegularFile).toList()) {
                var bytes = Files.readAllBytes(pack);
                if (bytes.length > MIB) { // a pack of blocks: those of nodes are small
                    bytes[1000]++;
                    Files.write(pack, bytes);
                }
            }
        }
    }

    /** Keeps what an ingest keeps. */
    private static final class Keeper implements IngestKeeper {
        private byte[] last = new byte[0];

        @Override
        public void keep(long committedBytes, long actualSizeBytes, byte[] checkpoint) {
            last = checkpoint;
        }

        Optional<byte[]> last() {
            return Optional.of(last);
        }
    }
}
