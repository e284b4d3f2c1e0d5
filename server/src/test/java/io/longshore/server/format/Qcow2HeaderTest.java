package io.longshore.server.format;

import static io.longshore.server.fixture.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.failure.Reason;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers that somebody made by hand. */
class Qcow2HeaderTest {
    private static final int CLUSTER = 1 << 16;
    private static final long SIZE = 1L << 30;

    /** A sound version 3 header: one cluster of header, one of refcount table, one of L1 table. */
    private static BytesInMemory header() {
        return new BytesInMemory(4 * CLUSTER)
                .put(0, "QFI\u00fb")
                .putInt(4, 3)
                .putInt(20, 16)
                .putLong(24, SIZE)
                .putInt(36, 2)
                .putLong(40, 2 * CLUSTER)
                .putLong(48, CLUSTER)
                .putInt(56, 1)
                .putInt(96, 4)
                .putInt(100, 104);
    }

    private static String refusal(Reason reason, BytesInMemory file) {
        return refused(reason, () -> FormatDetection.detect(file, "")).getOrDefault("file", "");
    }

    @Test
    void aSoundHeaderTellsTheVirtualSize() throws IOException {
        assertThat(FormatDetection.detect(header(), "qcow2")).isEqualTo(new DetectedFormat(DiskFormat.QCOW2, SIZE));
        assertThat(FormatDetection.detect(header().putInt(4, 2), ""))
                .isEqualTo(new DetectedFormat(DiskFormat.QCOW2, SIZE));
    }

    @Test
    void aBackingFileIsRefusedByName() {
        var file = header().putLong(8, 512).putInt(16, 11).put(512, "/etc/shadow");
        assertThat(refusal(Reason.FORMAT_REFERS_TO_OTHER_FILES, file)).isEqualTo("/etc/shadow");
    }

    @ParameterizedTest
    @CsvSource({"512, 0", "0, 11", "-1, -1", "9223372036854775807, 2147483647"})
    void halfABackingFileIsRefusedToo(long offset, int size) {
        refusal(Reason.FORMAT_REFERS_TO_OTHER_FILES, header().putLong(8, offset).putInt(16, size));
    }

    @Test
    void aNameIsMadePrintable() {
        var file = header().putLong(8, 512).putInt(16, 4).put(512, "a\n\u001bb");
        assertThat(refusal(Reason.FORMAT_REFERS_TO_OTHER_FILES, file)).isEqualTo("a??b");
    }

    @Test
    void aDataFileIsRefusedByName() {
        var file = header().putLong(72, 4)
                .putInt(104, 0x12345678)
                .putInt(108, 3)
                .putInt(120, 0x44415441)
                .putInt(124, 8)
                .put(128, "disk.raw");
        assertThat(refusal(Reason.FORMAT_REFERS_TO_OTHER_FILES, file)).isEqualTo("disk.raw");
    }

    @Test
    void extensionsThatNeverEndDoNotHoldItUp() {
        var file = header().putLong(72, 4);
        for (int at = 104; at < CLUSTER; at += 8) {
            file.putInt(at, 1);
        }
        assertThat(refusal(Reason.FORMAT_REFERS_TO_OTHER_FILES, file)).isEqualTo("(no name)");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, -1})
    void otherVersionsAreUnknown(int version) {
        refusal(Reason.FORMAT_UNKNOWN, header().putInt(4, version));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, 22, -1})
    void clustersMustBeOfAKnownSize(int bits) {
        refusal(Reason.FORMAT_UNKNOWN, header().putInt(20, bits));
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 5, 1L << 63})
    void featuresThatNobodyKnowsAreRefused(long features) {
        refusal(Reason.FORMAT_UNKNOWN, header().putLong(72, features));
    }

    @ParameterizedTest
    @CsvSource({
        "4194304, 2", // behind the end
        "131073, 2", // not at a cluster's begin
        "-65536, 2",
        "131072, 1", // spans half the disk
        "131072, -1",
        "131072, 100000" // longer than the file
    })
    void theFirstTableMustLieInTheFileAndSpanTheDisk(long offset, int entries) {
        refusal(Reason.FORMAT_UNKNOWN, header().putLong(40, offset).putInt(36, entries));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, (1L << 30) + 1})
    void theVirtualSizeMustBeWithinReach(long size) {
        refusal(Reason.FORMAT_UNKNOWN, header().putLong(24, size));
    }

    @Test
    void aFileThatEndsInItsHeaderIsDamaged() {
        refusal(Reason.FORMAT_UNKNOWN, new BytesInMemory(4).put(0, "QFI\u00fb"));
        refusal(Reason.FORMAT_UNKNOWN, new BytesInMemory(80).put(0, "QFI\u00fb").putInt(4, 3));
    }
}
