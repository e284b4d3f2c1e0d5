package io.longshore.server.format;

import io.longshore.server.failure.FailureException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The header of a qcow2 file, version 2 or 3: {@code docs/interop/qcow2.rst} of QEMU. */
final class Qcow2Header {
    static final String MAGIC = "QFI\u00fb";

    private static final int VERSION_2_BYTES = 72;
    private static final int VERSION_3_BYTES = 104;

    private static final long EXTERNAL_DATA_FILE = 1 << 2;
    private static final long EXTENDED_L2 = 1 << 4;

    /** Dirty, corrupt, external data file, compression type, extended L2 entries. */
    private static final long KNOWN_FEATURES = 0x1f;

    private static final int DATA_FILE_NAME_EXTENSION = 0x44415441;

    /** QEMU's own bound for a backing file's name. */
    private static final int MAX_NAME = 1023;

    private static final int MAX_EXTENSIONS = 64;

    /** QEMU's own bound for the L1 table. */
    private static final long MAX_L1_BYTES = 32 << 20;

    private final FileBytes file;
    private final ByteBuffer header;

    private Qcow2Header(FileBytes file) throws IOException {
        this.file = file;
        this.header = FileParts.upTo(file, 0, VERSION_3_BYTES);
    }

    /** Checks that a file is whole by itself and its header sound; gives the size of the disk that a guest sees. */
    static long check(FileBytes file) throws IOException {
        var qcow2 = new Qcow2Header(file);
        qcow2.checkVersion();
        qcow2.checkWhole();
        qcow2.checkFeatures();
        qcow2.checkTables();
        return qcow2.virtualSizeBytes();
    }

    private void checkVersion() {
        int needed = header.limit() >= 8 && header.getInt(4) == 3 ? VERSION_3_BYTES : VERSION_2_BYTES;
        if (header.limit() < needed) {
            throw damaged("length: " + header.limit() + " bytes (expected: >= " + needed + ")");
        }
        if (version() != 2 && version() != 3) {
            throw damaged("version: " + Integer.toUnsignedLong(version()) + " (expected: 2 or 3)");
        }
    }

    private int version() {
        return header.getInt(4);
    }

    private void checkWhole() throws IOException {
        long backingOffset = header.getLong(8);
        int backingSize = header.getInt(16);
        if (backingOffset != 0 || backingSize != 0) {
            int length = Math.clamp(Integer.toUnsignedLong(backingSize), 0, MAX_NAME);
            var name = FileParts.upTo(file, backingOffset, length);
            throw FormatFailures.refers(DiskFormat.QCOW2, "backing file", FormatFailures.text(name));
        }
        if ((features() & EXTERNAL_DATA_FILE) != 0) {
            throw FormatFailures.refers(DiskFormat.QCOW2, "data file", dataFileName());
        }
    }

    private long features() {
        return version() == 3 ? header.getLong(VERSION_2_BYTES) : 0;
    }

    /** The name in the header's extension for it; empty where there is none. */
    private String dataFileName() throws IOException {
        long at = Integer.toUnsignedLong(header.getInt(100));
        for (int i = 0; i < MAX_EXTENSIONS; i++) {
            var extension = FileParts.upTo(file, at, 8);
            if (extension.limit() < 8 || extension.getInt(0) == 0) {
                return "";
            }
            long length = Integer.toUnsignedLong(extension.getInt(4));
            if (extension.getInt(0) == DATA_FILE_NAME_EXTENSION) {
                var name = FileParts.upTo(file, at + 8, Math.clamp(length, 0, MAX_NAME));
                return FormatFailures.text(name);
            }
            at += 8 + (length + 7) / 8 * 8;
        }
        return "";
    }

    private void checkFeatures() {
        long unknown = features() & ~KNOWN_FEATURES;
        if (unknown != 0) {
            throw damaged("incompatible features: 0x" + Long.toHexString(features()) + " (expected: none beyond 0x"
                    + Long.toHexString(KNOWN_FEATURES) + ")");
        }
    }

    private void checkTables() {
        int bits = header.getInt(20);
        if (bits < 9 || bits > 21) {
            throw damaged("cluster bits: " + Integer.toUnsignedLong(bits) + " (expected: 9 to 21)");
        }
        long size = virtualSizeBytes();
        if (size < 0) {
            throw damaged("virtual size: " + Long.toUnsignedString(size) + " (expected: <= " + Long.MAX_VALUE + ")");
        }
        long entries = Integer.toUnsignedLong(header.getInt(36));
        if (entries * 8 > MAX_L1_BYTES || !reaches(entries, bits, size)) {
            throw damaged("L1 table: " + entries + " entries (expected: enough for a virtual size of " + size
                    + ", and <= " + MAX_L1_BYTES / 8 + ")");
        }
        checkWithin("L1 table", header.getLong(40), entries * 8, bits);
        long clusters = Integer.toUnsignedLong(header.getInt(56));
        checkWithin("refcount table", header.getLong(48), clusters << bits, bits);
    }

    /** Whether an L1 table of so many entries spans a disk. */
    private boolean reaches(long entries, int bits, long size) {
        int entryBits = (features() & EXTENDED_L2) == 0 ? 3 : 4;
        int spanBits = bits + bits - entryBits;
        return entries >= (size >>> spanBits) + ((size & ((1L << spanBits) - 1)) == 0 ? 0 : 1);
    }

    private void checkWithin(String what, long offset, long length, int bits) {
        boolean aligned = (offset & ((1L << bits) - 1)) == 0;
        if (!aligned || !FileParts.within(file, offset, length)) {
            throw damaged(what + ": " + length + " bytes at " + Long.toUnsignedString(offset)
                    + " (expected: at a cluster's begin, within the file's " + file.lengthBytes() + " bytes)");
        }
    }

    private long virtualSizeBytes() {
        return header.getLong(24);
    }

    private static FailureException damaged(String what) {
        return FormatFailures.damaged(DiskFormat.QCOW2, what);
    }
}
