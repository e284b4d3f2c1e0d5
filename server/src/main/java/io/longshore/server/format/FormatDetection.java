package io.longshore.server.format;

import java.io.IOException;

/**
 * Tells what a file is by its bytes. Trusts nothing in them.
 *
 * <p>What a caller says does not count against the bytes. The disk of a raw image is written by its guest, who may put the header of a qcow2 or VMDK file at its front
 * that names a file of the host as its backing file; whoever opens that image later and goes by its bytes would hand that file to the guest. So bytes that look like
 * such a file are never taken for raw ones, and files that need others are never taken at all.
 */
public final class FormatDetection {
    private static final int PROBE_BYTES = 512;

    /** Where the first volume descriptor of ISO 9660 lies. */
    private static final long ISO_DESCRIPTOR = 0x8000;

    private FormatDetection() {}

    /**
     * Finds out what a file is.
     *
     * @param said what the caller says it is; empty to find it out. An ISO may be called raw, as both are disks byte for byte
     * @throws io.longshore.server.failure.FailureException {@code FORMAT_MISMATCH} when it is something else than was said; {@code FORMAT_REFERS_TO_OTHER_FILES};
     *     {@code FORMAT_UNKNOWN} when its header is damaged
     */
    public static DetectedFormat detect(FileBytes file, String said) throws IOException {
        var format = formatOf(file);
        if (format == DiskFormat.ISO && said.equals(DiskFormat.RAW.wireName())) {
            format = DiskFormat.RAW;
        }
        if (!said.isEmpty() && !said.equals(format.wireName())) {
            throw FormatFailures.mismatch(said, format);
        }
        return new DetectedFormat(format, virtualSizeBytes(file, format));
    }

    private static DiskFormat formatOf(FileBytes file) throws IOException {
        var front = FileParts.upTo(file, 0, PROBE_BYTES);
        if (FileParts.has(front, 0, Qcow2Header.MAGIC)) {
            return DiskFormat.QCOW2;
        }
        if (Vmdk.beginsLikeOne(front)) {
            return DiskFormat.VMDK;
        }
        return iso(file) ? DiskFormat.ISO : DiskFormat.RAW;
    }

    private static boolean iso(FileBytes file) throws IOException {
        return FileParts.has(FileParts.upTo(file, ISO_DESCRIPTOR, 6), 1, "CD001");
    }

    private static long virtualSizeBytes(FileBytes file, DiskFormat format) throws IOException {
        return switch (format) {
            case QCOW2 -> Qcow2Header.check(file);
            case VMDK -> Vmdk.check(file);
            case RAW, ISO -> file.lengthBytes();
        };
    }
}
