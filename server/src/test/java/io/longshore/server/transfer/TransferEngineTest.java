package io.longshore.server.transfer;

import static io.longshore.server.transfer.TransferFixture.MIB;
import static io.longshore.server.transfer.TransferFixture.bytes;
import static io.longshore.server.transfer.TransferFixture.content;
import static io.longshore.server.transfer.TransferFixture.identityOf;
import static io.longshore.server.transfer.TransferFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.transfer.Receipt.Verification;
import io.longshore.server.transfer.TransferFixture.Keeper;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Disks in, across and out, on real storages in folders. */
class TransferEngineTest {
    @TempDir
    Path folder;

    private TransferFixture disks;

    @BeforeEach
    void open() {
        disks = new TransferFixture(folder);
    }

    @AfterEach
    void close() {
        disks.close();
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {1, MIB - 1, MIB, MIB + 1, 7 * MIB + 513, 300 * MIB + 1})
    void aDiskOfAnyLengthComesOutAsItWentIn(int length) throws Exception {
        var content = content(length, 3);
        try (var a = disks.storage("a");
                var b = disks.storage("b")) {
            var ingested = disks.ingest(a, content);
            assertThat(ingested.identity()).isEqualTo(identityOf(content));
            assertThat(ingested.md5())
                    .contains(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("MD5").digest(content)));
            var receipt = disks.copy(a, b, ingested.identity());
            assertThat(receipt.sentBytes() + receipt.zeroBytes() + receipt.deduplicatedBytes())
                    .isEqualTo(length);
            assertThat(receipt.sentBytes()).isEqualTo(ingested.actualSizeBytes());
            assertThat(disks.export(b, ingested.identity())).isEqualTo(content);
        }
    }

    @Test
    void aStepIsDoneWhenAllOfTheDiskIs() throws Exception {
        var content = content(20 * MIB + 9, 4);
        var monitor = new KeptMonitor();
        try (var a = disks.storage("a");
                var b = disks.storage("b")) {
            disks.copy(
                    UUID.randomUUID(), monitor, a, b, disks.ingest(a, content).identity());
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
        try (var a = disks.storage("a");
                var b = disks.storage("b")) {
            var disk = disks.ingest(a, content).identity();
            disks.copy(a, b, disk);
            var again = disks.copy(a, b, disk);
            assertThat(again.sentBytes()).isZero();
            assertThat(again.verification()).isEqualTo(Verification.NOTHING_WRITTEN);

            content[3 * MIB + 7]++;
            var changed = disks.copy(a, b, disks.ingest(a, content).identity());
            assertThat(changed.sentBytes()).isEqualTo(MIB);
        }
    }

    @Test
    void anIngestGoesOnFromWhatWasCommitted() throws Exception {
        var content = content(90 * MIB + 77, 6);
        var keeper = new Keeper();
        var upload = UUID.randomUUID();
        try (var a = disks.storage("a")) {
            try (var first = disks.engine.ingest(request(upload, a, content.length, Optional.empty()), keeper)) {
                first.write(ByteBuffer.wrap(content, 0, 70 * MIB + 5));
                first.commit();
                assertThat(first.committedBytes()).isEqualTo(70L * MIB);
            }
            try (var second = disks.engine.ingest(request(upload, a, content.length, keeper.last()), keeper)) {
                assertThat(second.position()).isEqualTo(70L * MIB);
                second.write(ByteBuffer.wrap(content, 70 * MIB, content.length - 70 * MIB));
                var ingested = second.finish();
                assertThat(ingested.identity()).isEqualTo(identityOf(content));
                assertThat(ingested.md5()).as("it would need the bytes before").isEmpty();
                var receipt = second.verify(new KeptMonitor().step("verify", java.util.OptionalLong.empty()), 1);
                assertThat(receipt.verification()).isEqualTo(Verification.READ_BACK);
                assertThat(receipt.readBackBytes()).isEqualTo(ingested.actualSizeBytes());
            }
            assertThat(disks.export(a, identityOf(content))).isEqualTo(content);
        }
    }

    @Test
    void zerosCostNothing() throws Exception {
        long tib = 1L << 40;
        try (var a = disks.storage("a");
                var b = disks.storage("b")) {
            DiskIdentity disk;
            try (var ingest = disks.engine.ingest(request(UUID.randomUUID(), a, tib, Optional.empty()), new Keeper())) {
                ingest.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
                ingest.writeZeros(tib - 4);
                ingest.write(ByteBuffer.wrap(new byte[] {4}));
                disk = ingest.finish().identity();
            }
            var receipt = disks.copy(a, b, disk);
            assertThat(receipt.sentBytes()).isEqualTo(2L * MIB);
            try (var export = disks.engine.export(b, disk, tib - 3, 10)) {
                assertThat(bytes(export, 3)).containsExactly(0, 0, 4);
            }
        }
    }

    @Test
    void moreBytesThanShouldComeAreRefused() throws Exception {
        try (var a = disks.storage("a");
                var ingest = disks.engine.ingest(request(UUID.randomUUID(), a, 5, Optional.empty()), new Keeper())) {
            assertThatThrownBy(() -> ingest.write(ByteBuffer.allocate(6)))
                    .isInstanceOfSatisfying(
                            FailureException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UPLOAD_TOO_LONG));
        }
    }

    @Test
    void aFlippedByteIsNeverPassedOn() throws Exception {
        var content = content(3 * MIB, 7);
        try (var b = disks.storage("b")) {
            DiskIdentity disk;
            try (var a = disks.storage("a")) {
                disk = disks.ingest(a, content).identity();
            }
            disks.flipAByteInEachPack("a");
            try (var a = disks.reopen("a")) {
                assertThatThrownBy(() -> disks.copy(a, b, disk))
                        .isInstanceOfSatisfying(
                                FailureException.class,
                                e -> assertThat(e.reason()).isIn(Reason.DIGEST_MISMATCH, Reason.STORAGE_ERROR));
                assertThat(b.has(disk)).isFalse();
            }
        }
    }
}
