package io.longshore.server.transfer;

import static io.longshore.server.fixture.Refusals.refused;
import static io.longshore.server.transfer.TransferFixture.MIB;
import static io.longshore.server.transfer.TransferFixture.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.format.QemuImg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Conversions that end before they are done, and those after them. */
class ConversionsTest {
    @TempDir
    private Path folder;

    private TransferFixture disks;
    private StorageDriver storage;
    private byte[] raw;
    private DiskIdentity qcow2;

    @BeforeEach
    void open() throws Exception {
        disks = new TransferFixture(folder);
        storage = disks.storage("a");
        raw = content(6 * MIB, 1);
        var file = Files.write(folder.resolve("disk.raw"), raw);
        var made = folder.resolve("disk.qcow2");
        var program = new ProcessBuilder(
                        QemuImg.PROGRAM, "convert", "-f", "raw", "-O", "qcow2", file.toString(), made.toString())
                .inheritIO()
                .start();
        assertThat(program.waitFor()).isZero();
        qcow2 = disks.ingest(storage, Files.readAllBytes(made)).identity();
    }

    @AfterEach
    void close() throws IOException {
        storage.close();
        disks.close();
    }

    private Path work() {
        return folder.resolve("conversions");
    }

    private Conversions by(String program) {
        return new Conversions(work(), disks.engine, new QemuImg(program));
    }

    private ConvertedDisk convert(Conversions conversions) throws InterruptedException {
        return conversions.convert(storage, qcow2, "qcow2", raw.length, new KeptMonitor());
    }

    private void convertsAndCleansUp(Conversions conversions) throws Exception {
        try (var disk = convert(conversions)) {
            assertThat(disk.disk()).isEqualTo(TransferFixture.identityOf(raw));
        }
        assertThat(work()).isEmptyDirectory();
    }

    @Test
    void aProgramThatIsMissingLeavesNothingBehind() throws Exception {
        var missing = by(folder.resolve("nowhere").toString());

        refused(Reason.CONVERSION_FAILED, () -> convert(missing));
        refused(Reason.CONVERSION_FAILED, () -> convert(missing)); // nobody holds the turn

        assertThat(work()).isEmptyDirectory();
    }

    /** The program, which says that it has begun and then takes its time, a block a minute: once. */
    private Path slowOnce() throws IOException {
        var script = """
            #!/bin/sh
            if [ "$1" = convert ] && mkdir '%1$s' 2> /dev/null; then shift; exec %2$s convert -r 16384 "$@"; fi
            exec %2$s "$@"
            """.formatted(folder.resolve("begun"), QemuImg.PROGRAM);
        var file = Files.writeString(folder.resolve("program"), script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file;
    }

    @Test
    void oneThatIsCancelledEndsAtOnceAndTheNextGoesOn() throws Exception {
        var conversions = by(slowOnce().toString());
        try (var threads = Executors.newSingleThreadExecutor()) {
            var cut = threads.submit(() -> convert(conversions));
            await().atMost(60, TimeUnit.SECONDS).until(() -> Files.exists(folder.resolve("begun")));
            threads.shutdownNow();
            assertThat(cut)
                    .failsWithin(60, TimeUnit.SECONDS)
                    .withThrowableThat()
                    .withCauseInstanceOf(InterruptedException.class);
        }
        assertThat(work()).isEmptyDirectory();

        convertsAndCleansUp(conversions);
    }

    @Test
    void whatAKilledServerLeftIsRemovedAndConvertedAgain() throws Exception {
        var left = Files.createDirectories(work().resolve("left"));
        Files.write(left.resolve("content"), new byte[MIB]);

        convertsAndCleansUp(by(QemuImg.PROGRAM).emptied());
    }

    @Test
    void whatAKilledServerLeftRunningIsEnded() throws Exception {
        var killed = by(slowOnce().toString());
        try (var threads = Executors.newSingleThreadExecutor()) {
            var cut = threads.submit(() -> convert(killed));
            await().atMost(60, TimeUnit.SECONDS).until(() -> Files.exists(folder.resolve("begun")));

            var next = by(QemuImg.PROGRAM).emptied();

            assertThat(cut)
                    .as("its program has ended")
                    .failsWithin(60, TimeUnit.SECONDS)
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOfSatisfying(
                            FailureException.class,
                            failure -> assertThat(failure.reason()).isEqualTo(Reason.CONVERSION_FAILED));
            convertsAndCleansUp(next);
        }
    }
}
