package io.longshore.server.transfer;

import static io.longshore.server.transfer.TransferFixture.MIB;
import static io.longshore.server.transfer.TransferFixture.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.longshore.server.driver.ManifestKind;
import io.longshore.server.transfer.Receipt.Verification;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transfers that are cut: by a crash, which leaves whatever lay there, and by cancellation. */
class TransferResumeTest {
    /** What two writers of blocks can have open. */
    private static final long UNSEALED_BYTES = 2L * 32 * MIB;

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

    private static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    @ParameterizedTest(name = "at checkpoint {0}")
    @ValueSource(ints = {2, 3, 5, 7})
    void goesOnAfterACrash(int checkpoint) throws Exception {
        var content = content(170 * MIB + 5, 8);
        var task = UUID.randomUUID();
        var monitor = new KeptMonitor();
        try (var a = disks.storage("a")) {
            var disk = disks.ingest(a, content).identity();
            monitor.beforeCheckpoint(checkpoint, () -> {
                throw new Crash();
            });
            // Neither the session nor the storage is closed: a server that is killed closes nothing.
            var dead = disks.engine.start(task, disks.storage("b"), monitor);
            // The thread whose pack it was throws it; others, which may be told of first, name it as the cause.
            assertThat(catchThrowable(() -> dead.copy(List.of(new DiskCopy(task, a, disk)))))
                    .satisfiesAnyOf(
                            failure -> assertThat(failure).isInstanceOf(Crash.class),
                            failure -> assertThat(failure).hasRootCauseInstanceOf(Crash.class));

            monitor.attempt++;
            try (var b = disks.reopen("b")) {
                assertThat(b.has(disk)).isFalse();
                var receipt = disks.copy(task, monitor, a, b, disk);
                assertThat(disks.export(b, disk)).isEqualTo(content);
                assertThat(receipt.attempts()).isEqualTo(2);
                assertThat(receipt.verification()).isEqualTo(Verification.READ_BACK);
                assertThat(receipt.resentBytes()).isBetween(1L, UNSEALED_BYTES);
                long written = receipt.sentBytes() - receipt.resentBytes();
                assertThat(written + receipt.zeroBytes() + receipt.deduplicatedBytes())
                        .isEqualTo(content.length);
                assertThat(receipt.deduplicatedBytes())
                        .as("what the first attempt sent was not there before")
                        .isZero();
                assertThat(receipt.readBackBytes()).isEqualTo(written);
            }
        }
    }

    @Test
    void stopsWhenItsCallerIsInterruptedAndLeavesNothingToBeSeen() throws Exception {
        var content = content(120 * MIB, 9);
        var monitor = new KeptMonitor();
        try (var a = disks.storage("a");
                var b = disks.storage("b")) {
            var disk = disks.ingest(a, content).identity();
            var thread = new AtomicReference<Thread>();
            monitor.beforeCheckpoint(2, () -> thread.get().interrupt());
            thread.set(Thread.currentThread());
            assertThatThrownBy(() -> disks.copy(UUID.randomUUID(), monitor, a, b, disk))
                    .isInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isFalse();
            assertThat(b.has(disk)).isFalse();
            assertThat(b.manifests(ManifestKind.IMAGE)).isEmpty();

            disks.copy(a, b, disk);
            assertThat(disks.export(b, disk)).isEqualTo(content);
        }
    }

    @Test
    void eachDiskOfATaskHasAReceiptOfItsOwn() throws Exception {
        var root = content(6 * MIB, 10);
        var data = content(9 * MIB + 3, 11);
        var monitor = new KeptMonitor();
        try (var a = disks.storage("a");
                var b = disks.storage("b")) {
            var first = disks.ingest(a, root).identity();
            var second = disks.ingest(a, data).identity();
            try (var transfer = disks.engine.start(UUID.randomUUID(), b, monitor)) {
                transfer.copy(
                        List.of(new DiskCopy(UUID.randomUUID(), a, first), new DiskCopy(UUID.randomUUID(), a, second)));
                var receipts = transfer.verify();
                assertThat(receipts).extracting(Receipt::destination).containsExactly(first, second);
                assertThat(receipts)
                        .extracting(Receipt::sentBytes)
                        .containsExactly(root.length - 2L * MIB, data.length - 2L * MIB);
            }
            assertThat(monitor.steps.get("copy").total().get()).isEqualTo(root.length + data.length);
        }
    }

    @Test
    void aCopyWithinAStorageMovesNothing() throws Exception {
        var content = content(5 * MIB, 12);
        try (var a = disks.storage("a")) {
            var receipt = disks.copy(a, a, disks.ingest(a, content).identity());
            assertThat(receipt.sentBytes()).isZero();
            assertThat(receipt.readBytes()).isZero();
            assertThat(receipt.deduplicatedBytes()).isEqualTo(content.length);
            assertThat(receipt.verification()).isEqualTo(Verification.NOTHING_WRITTEN);
        }
    }
}
