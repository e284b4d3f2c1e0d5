package io.longshore.server.format;

import io.longshore.server.failure.FailureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** A VMDK of one file: monolithic sparse or stream-optimised, whose descriptor lies inside. Numbers in its header are in sectors, the lowest byte first. */
final class Vmdk {
    private static final String SPARSE_MAGIC = "KDMV";
    private static final String ESX_SPARSE_MAGIC = "COWD";
    private static final int SECTOR_BYTES = 512;
    private static final int HEADER_BYTES = 79;

    /** What a header has in place of the grain directory's place when that is at the end, with a second header. */
    private static final long AT_END = -1;

    /** The second header and what surrounds it. */
    private static final int FOOTER_BYTES = 3 * SECTOR_BYTES;

    /** QEMU reads so much after the header, whatever the header says; a name hidden there must not escape. */
    private static final int MIN_DESCRIPTOR_SECTORS = 20;

    private static final int MAX_DESCRIPTOR_SECTORS = 2048;

    /** A descriptor that is a file of its own: comments and empty lines, and then a version. As QEMU tells it. */
    private static final Pattern DESCRIPTOR_FILE = Pattern.compile(
            "(?:#[^\\n]*\\n|[ \\t]*\\r?\\n)*(?:# Disk DescriptorFile|version\\s*=\\s*[0-9]).*", Pattern.DOTALL);

    private final FileBytes file;
    private final ByteBuffer header;

    private Vmdk(FileBytes file) throws IOException {
        this.file = file;
        this.header = FileParts.littleEndianUpTo(file, 0, SECTOR_BYTES);
    }

    /** Whether a file's first sector is that of a VMDK of any kind. */
    static boolean beginsLikeOne(ByteBuffer front) {
        return FileParts.has(front, 0, SPARSE_MAGIC)
                || FileParts.has(front, 0, ESX_SPARSE_MAGIC)
                || DESCRIPTOR_FILE
                        .matcher(StandardCharsets.ISO_8859_1.decode(front.duplicate()))
                        .matches();
    }

    /** Checks that a file is whole by itself and its header sound; gives the size of the disk that a guest sees. */
    static long check(FileBytes file) throws IOException {
        var vmdk = new Vmdk(file);
        vmdk.checkKind();
        vmdk.checkHeader();
        vmdk.checkGrainDirectory();
        vmdk.checkDescriptor();
        return vmdk.capacity() * SECTOR_BYTES;
    }

    private void checkKind() throws IOException {
        if (FileParts.has(header, 0, ESX_SPARSE_MAGIC)) {
            throw damaged("magic: COWD, an extent whose descriptor is another file (expected: KDMV)");
        }
        if (!FileParts.has(header, 0, SPARSE_MAGIC)) {
            var text = FileParts.upTo(file, 0, MIN_DESCRIPTOR_SECTORS * SECTOR_BYTES);
            var extents = VmdkDescriptor.of(text).extentNames();
            throw FormatFailures.refers(DiskFormat.VMDK, "extent", String.join(", ", extents));
        }
    }

    private void checkHeader() {
        if (header.limit() < HEADER_BYTES) {
            throw damaged("length: " + header.limit() + " bytes (expected: >= " + SECTOR_BYTES + ")");
        }
        int version = header.getInt(4);
        if (version < 1 || version > 3) {
            throw damaged("version: " + Integer.toUnsignedLong(version) + " (expected: 1 to 3)");
        }
        if (capacity() <= 0 || capacity() > Long.MAX_VALUE / SECTOR_BYTES) {
            throw damaged("capacity: " + Long.toUnsignedString(capacity()) + " sectors (expected: 1 to "
                    + Long.MAX_VALUE / SECTOR_BYTES + ")");
        }
        long grain = header.getLong(20);
        if (Long.bitCount(grain) != 1 || grain < 1 || grain > 1 << 20) {
            throw damaged("grain size: " + Long.toUnsignedString(grain) + " sectors (expected: a power of two, <= "
                    + (1 << 20) + ")");
        }
    }

    private long capacity() {
        return header.getLong(12);
    }

    private void checkGrainDirectory() throws IOException {
        long directory = header.getLong(56);
        if (directory != AT_END) {
            checkWithin("grain directory", directory, 1);
            return;
        }
        var footer = FileParts.littleEndianUpTo(file, file.lengthBytes() - FOOTER_BYTES, FOOTER_BYTES);
        if (!FileParts.has(footer, SECTOR_BYTES, SPARSE_MAGIC)) {
            throw damaged("second header: none (expected: one at the file's end)");
        }
        long capacity = footer.getLong(SECTOR_BYTES + 12);
        if (capacity != capacity()) {
            throw damaged("second header's capacity: " + Long.toUnsignedString(capacity) + " sectors (expected: "
                    + capacity() + ")");
        }
        checkWithin("grain directory", footer.getLong(SECTOR_BYTES + 56), 1);
    }

    private void checkDescriptor() throws IOException {
        long offset = header.getLong(28);
        if (offset != 1) {
            throw damaged("descriptor's place: sector " + Long.toUnsignedString(offset) + " (expected: 1)");
        }
        long sectors = header.getLong(36);
        if (sectors < 1 || sectors > MAX_DESCRIPTOR_SECTORS) {
            throw damaged("descriptor: " + Long.toUnsignedString(sectors) + " sectors (expected: 1 to "
                    + MAX_DESCRIPTOR_SECTORS + ")");
        }
        checkWithin("descriptor", offset, sectors);
        int read = (int) Math.max(sectors, MIN_DESCRIPTOR_SECTORS) * SECTOR_BYTES;
        VmdkDescriptor.of(FileParts.upTo(file, SECTOR_BYTES, read)).check();
    }

    private void checkWithin(String what, long sector, long sectors) {
        if (sector < 1
                || sector > file.lengthBytes() / SECTOR_BYTES
                || !FileParts.within(file, sector * SECTOR_BYTES, sectors * SECTOR_BYTES)) {
            throw damaged(what + ": at sector " + Long.toUnsignedString(sector)
                    + " (expected: behind the header, within" + " the file's " + file.lengthBytes() + " bytes)");
        }
    }

    static FailureException damaged(String what) {
        return FormatFailures.damaged(DiskFormat.VMDK, what);
    }
}
