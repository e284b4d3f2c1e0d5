package io.longshore.server.format;

import static io.longshore.server.fixture.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of conversions that QEMU's program does not do. */
class QemuImgTest {
    private static final int MIB = 1 << 20;

    @TempDir
    private Path folder;

    private QemuImg script(String body) throws IOException {
        var file = Files.writeString(folder.resolve("program"), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return new QemuImg(file.toString());
    }

    @Test
    void aProgramThatIsMissingIsToldWithItsPackage() {
        var missing = new QemuImg(folder.resolve("nowhere").toString());

        refused(Reason.CONVERSION_FAILED, () -> missing.version(folder));
        assertThatThrownBy(() -> missing.version(folder)).hasMessageContaining("package qemu-utils");
    }

    @Test
    void aDiskThatIsBiggerThanItsHeaderSaysIsCutOff() throws Exception {
        var raw = folder.resolve("disk.raw");
        var bytes = new byte[8 * MIB];
        new Random(1).nextBytes(bytes);
        Files.write(raw, bytes);
        var file = folder.resolve("disk.qcow2");
        var made = new ProcessBuilder(
                        "qemu-img", "convert", "-f", "raw", "-O", "qcow2", raw.toString(), file.toString())
                .inheritIO()
                .start();
        assertThat(made.waitFor()).isZero();
        var out = folder.resolve("out");

        refused(
                Reason.CONVERSION_FAILED,
                () -> new QemuImg(QemuImg.PROGRAM).toRaw(folder, file, DiskFormat.QCOW2, out, 2 * MIB));

        assertThat(Files.exists(out) ? Files.size(out) : 0).isLessThanOrEqualTo(2 * MIB);
    }

    @Test
    void memoryIsLimited() throws Exception {
        var greedy = script("ulimit -v; exit 3");

        assertThatThrownBy(() -> greedy.version(folder))
                .isInstanceOf(FailureException.class)
                .message()
                .matches("qemu-img: ended with 3: [0-9]+");
    }

    @Test
    void aDiskOfAnotherLengthIsNoResult() throws Exception {
        var file = Files.write(folder.resolve("file"), new byte[MIB]);
        var idle = script("for last; do :; done; echo > \"$last\"");

        assertThatThrownBy(() -> idle.toRaw(folder, file, DiskFormat.QCOW2, folder.resolve("out"), MIB))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("the disk has 1 bytes (expected: 1048576)");
    }
}
