package io.longshore.server.format;

import static io.longshore.server.fixture.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.failure.Reason;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers and descriptors that somebody made by hand. */
class VmdkTest {
    private static final String EXTENT = "RW 2048 SPARSE \"disk.vmdk\"\n";

    private static String descriptor(String type, String rest) {
        return "# Disk DescriptorFile\nversion=1\nCID=2f1d8a33\ncreateType=\"" + type + "\"\n" + rest;
    }

    /** A sound header: descriptor at sector 1, grain directory at 21. */
    private static BytesInMemory file(String descriptor) {
        return BytesInMemory.littleEndian(64 * 512)
                .put(0, "KDMV")
                .putInt(4, 1)
                .putLong(12, 2048)
                .putLong(20, 128)
                .putLong(28, 1)
                .putLong(36, 20)
                .putInt(44, 512)
                .putLong(56, 21)
                .put(512, descriptor);
    }

    private static BytesInMemory sound() {
        return file(descriptor("monolithicSparse", "parentCID=ffffffff\n" + EXTENT));
    }

    private static String refusal(Reason reason, BytesInMemory file) {
        return refused(reason, () -> FormatDetection.detect(file, "")).getOrDefault("file", "");
    }

    @Test
    void aSoundHeaderTellsTheVirtualSize() throws IOException {
        assertThat(FormatDetection.detect(sound(), "vmdk")).isEqualTo(new DetectedFormat(DiskFormat.VMDK, 2048 * 512));
    }

    @Test
    void aStreamHasASecondHeaderAtItsEnd() throws IOException {
        int footer = (64 - 2) * 512;
        var file = file(descriptor("streamOptimized", EXTENT))
                .putLong(56, -1)
                .put(footer, "KDMV")
                .putLong(footer + 12, 2048)
                .putLong(footer + 56, 30);
        assertThat(FormatDetection.detect(file, "").virtualSizeBytes()).isEqualTo(2048 * 512);
        refusal(Reason.FORMAT_UNKNOWN, file.putLong(footer + 12, 4096));
        refusal(Reason.FORMAT_UNKNOWN, file.put(footer, "none"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "parentCID=12345678\n" + EXTENT,
                "parentFileNameHint=\"/etc/shadow\"\n" + EXTENT,
                "#parentFileNameHint=\"/etc/shadow\"\n" + EXTENT,
                "PARENTCID = \"12345678\"\n" + EXTENT,
                EXTENT + EXTENT,
                "",
                "RW 2048 SPARSE \"/etc/shadow\"\n",
                "RW 2048 SPARSE \"..\\\\other.vmdk\"\n",
                "RW 2048 FLAT \"disk-flat.vmdk\" 0\n",
                "RDONLY 2048 VMFS \"disk-flat.vmdk\"\n"
            })
    void descriptorsThatNameOtherFilesAreRefused(String rest) {
        refusal(Reason.FORMAT_REFERS_TO_OTHER_FILES, file(descriptor("monolithicSparse", rest)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"twoGbMaxExtentSparse", "monolithicFlat", "vmfs", "fullDevice", "custom"})
    void kindsOfSeveralFilesAreRefused(String type) {
        refusal(Reason.FORMAT_REFERS_TO_OTHER_FILES, file(descriptor(type, EXTENT)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# Disk DescriptorFile\nversion=1\nRW 2048 FLAT \"/etc/shadow\" 0\n",
                "# anything\n\n  \nversion=1\nRW 2048 FLAT \"/etc/shadow\" 0\n",
                "version = 2\r\nRW 2048 FLAT \"/etc/shadow\" 0\r\n"
            })
    void aDescriptorThatIsAFileOfItsOwnIsRefused(String text) {
        var file = new BytesInMemory(text.length()).put(0, text);
        assertThat(refusal(Reason.FORMAT_REFERS_TO_OTHER_FILES, file)).isEqualTo("/etc/shadow");
        refused(Reason.FORMAT_MISMATCH, () -> FormatDetection.detect(file, "raw"));
    }

    /** QEMU reads a descriptor behind the header wherever the header says that it lies. */
    @Test
    void aDescriptorElsewhereIsRefused() {
        var other = descriptor("monolithicSparse", "parentFileNameHint=\"/etc/shadow\"\n" + EXTENT);
        refusal(Reason.FORMAT_UNKNOWN, sound().putLong(28, 30));
        refusal(Reason.FORMAT_UNKNOWN, sound().putLong(28, 0));
        refusal(Reason.FORMAT_REFERS_TO_OTHER_FILES, file(other).putLong(36, 1));
    }

    @Test
    void numbersBeyondTheirBoundsAreRefused() {
        refusal(Reason.FORMAT_UNKNOWN, sound().putInt(4, 9));
        refusal(Reason.FORMAT_UNKNOWN, sound().putLong(12, 0));
        refusal(Reason.FORMAT_UNKNOWN, sound().putLong(12, Long.MAX_VALUE));
        refusal(Reason.FORMAT_UNKNOWN, sound().putLong(20, 0));
        refusal(Reason.FORMAT_UNKNOWN, sound().putLong(20, 100));
        refusal(Reason.FORMAT_UNKNOWN, sound().putLong(36, Long.MAX_VALUE));
        refusal(Reason.FORMAT_UNKNOWN, sound().putLong(56, 1000));
        refusal(Reason.FORMAT_UNKNOWN, sound().putLong(56, 0));
        refusal(Reason.FORMAT_UNKNOWN, BytesInMemory.littleEndian(4).put(0, "KDMV"));
        refusal(Reason.FORMAT_UNKNOWN, BytesInMemory.littleEndian(512).put(0, "COWD"));
    }
}
