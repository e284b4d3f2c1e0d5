package io.longshore.server.format;

import static io.longshore.server.fixture.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.failure.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that qemu-img makes, as it is on the PATH: from Debian's and Ubuntu's qemu-utils. */
class FormatDetectionTest {
    private static final long SIZE = 3L << 20;

    @TempDir
    Path folder;

    private record PathBytes(FileChannel channel, long lengthBytes) implements FileBytes {
        @Override
        public void read(long offset, ByteBuffer target) throws IOException {
            while (target.hasRemaining()) {
                int read = channel.read(target, offset);
                if (read < 0) {
                    throw new EOFException("offset " + offset + " (expected: within " + lengthBytes + ")");
                }
                offset += read;
            }
        }
    }

    private static DetectedFormat detect(Path file, String said) throws IOException {
        try (var channel = FileChannel.open(file)) {
            return FormatDetection.detect(new PathBytes(channel, channel.size()), said);
        }
    }

    private String refusedFile(Path file, String said) {
        return refused(Reason.FORMAT_REFERS_TO_OTHER_FILES, () -> detect(file, said))
                .getOrDefault("file", "");
    }

    private void qemuImg(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("qemu-img"));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private Path create(String name, String format, String options) throws IOException, InterruptedException {
        qemuImg("create", "-q", "-f", format, "-o", options, name, Long.toString(SIZE));
        return folder.resolve(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "compat=0.10",
                "compat=1.1",
                "cluster_size=512",
                "cluster_size=2M",
                "extended_l2=on,cluster_size=128k",
                "compression_type=zstd",
                "lazy_refcounts=on",
                "preallocation=metadata"
            })
    void qcow2FilesOfAllKindsAreKnown(String options) throws Exception {
        var file = create("disk.qcow2", "qcow2", options);
        assertThat(detect(file, "")).isEqualTo(new DetectedFormat(DiskFormat.QCOW2, SIZE));
        assertThat(detect(file, "qcow2")).isEqualTo(new DetectedFormat(DiskFormat.QCOW2, SIZE));
    }

    @Test
    void aQcow2FileThatWasWrittenToIsKnown() throws Exception {
        var raw = folder.resolve("disk.raw");
        Files.write(raw, new byte[(int) SIZE - 7]);
        qemuImg("convert", "-f", "raw", "-O", "qcow2", "-c", "-S", "0", "disk.raw", "disk.qcow2");
        // qemu-img counts in sectors
        assertThat(detect(folder.resolve("disk.qcow2"), "")).isEqualTo(new DetectedFormat(DiskFormat.QCOW2, SIZE));
    }

    @Test
    void aQcow2FileOnABackingFileIsRefused() throws Exception {
        create("base.qcow2", "qcow2", "compat=1.1");
        qemuImg("create", "-q", "-f", "qcow2", "-b", "base.qcow2", "-F", "qcow2", "top.qcow2");
        assertThat(refusedFile(folder.resolve("top.qcow2"), "qcow2")).isEqualTo("base.qcow2");
        assertThat(refusedFile(folder.resolve("top.qcow2"), "")).isEqualTo("base.qcow2");
    }

    @Test
    void aQcow2FileWithADataFileIsRefused() throws Exception {
        var file = create("disk.qcow2", "qcow2", "data_file=" + folder.resolve("disk.data") + ",data_file_raw=on");
        assertThat(refusedFile(file, "")).endsWith("disk.data");
    }

    @ParameterizedTest
    @ValueSource(strings = {"monolithicSparse", "streamOptimized"})
    void vmdkFilesThatAreWholeAreKnown(String subformat) throws Exception {
        var raw = folder.resolve("disk.raw");
        Files.write(raw, new byte[(int) SIZE]);
        qemuImg(
                "convert",
                "-f",
                "raw",
                "-O",
                "vmdk",
                "-S",
                "0",
                "-o",
                "subformat=" + subformat,
                "disk.raw",
                "disk.vmdk");
        assertThat(detect(folder.resolve("disk.vmdk"), "")).isEqualTo(new DetectedFormat(DiskFormat.VMDK, SIZE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"monolithicFlat", "twoGbMaxExtentSparse", "twoGbMaxExtentFlat"})
    void vmdkFilesOfSeveralFilesAreRefused(String subformat) throws Exception {
        var file = create("disk.vmdk", "vmdk", "subformat=" + subformat);
        assertThat(refusedFile(file, "vmdk")).startsWith("disk-").endsWith(".vmdk");
    }

    @Test
    void aVmdkFileOnAParentIsRefused() throws Exception {
        create("base.vmdk", "vmdk", "subformat=monolithicSparse");
        qemuImg("create", "-q", "-f", "vmdk", "-b", "base.vmdk", "-F", "vmdk", "top.vmdk");
        assertThat(refusedFile(folder.resolve("top.vmdk"), "")).isEqualTo("base.vmdk");
    }

    @ParameterizedTest
    @CsvSource({
        "qcow2, raw",
        "qcow2, iso",
        "qcow2, vmdk",
        "vmdk, raw",
        "vmdk, qcow2",
        "raw, qcow2",
        "raw, vmdk",
        "raw, iso"
    })
    void bytesCountAndNotWhatIsSaid(String made, String said) throws Exception {
        qemuImg("create", "-q", "-f", made, "disk", Long.toString(SIZE));
        var metadata = refused(Reason.FORMAT_MISMATCH, () -> detect(folder.resolve("disk"), said));
        assertThat(metadata).containsEntry("said", said).containsEntry("found", made);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 511, 512, 0x8001, 1 << 20})
    void whatIsNothingElseIsRaw(int length) throws IOException {
        assertThat(FormatDetection.detect(new BytesInMemory(length), ""))
                .isEqualTo(new DetectedFormat(DiskFormat.RAW, length));
        assertThat(FormatDetection.detect(new BytesInMemory(length), "raw").format())
                .isEqualTo(DiskFormat.RAW);
    }

    @Test
    void aTextThatIsNoDescriptorIsRaw() throws IOException {
        var file = new BytesInMemory(100).put(0, "# notes\nversions are kept here\n");
        assertThat(FormatDetection.detect(file, "").format()).isEqualTo(DiskFormat.RAW);
    }

    @Test
    void anIsoIsKnownByItsVolumeDescriptorAndMayBeCalledRaw() throws IOException {
        var file = new BytesInMemory(0x9000).put(0x8000, "\u0001CD001\u0001");
        assertThat(FormatDetection.detect(file, "")).isEqualTo(new DetectedFormat(DiskFormat.ISO, 0x9000));
        assertThat(FormatDetection.detect(file, "iso").format()).isEqualTo(DiskFormat.ISO);
        assertThat(FormatDetection.detect(file, "raw").format()).isEqualTo(DiskFormat.RAW);
    }
}
