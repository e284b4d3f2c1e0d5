package io.longshore.server.crash.disk;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The bytes of one file. A copy shares them until either is written to. Guarded by its disk. */
final class DiskFile {
    final int number;
    private byte[] bytes;
    private int size;
    private boolean shared;

    DiskFile(int number) {
        this.number = number;
        this.bytes = new byte[0];
    }

    private DiskFile(DiskFile original) {
        this.number = original.number;
        this.bytes = original.bytes;
        this.size = original.size;
        this.shared = true;
        original.shared = true;
    }

    DiskFile copy() {
        return new DiskFile(this);
    }

    int size() {
        return size;
    }

    void write(int offset, byte[] source, int length) {
        int end = offset + length;
        if (shared || end > bytes.length) {
            bytes = Arrays.copyOf(bytes, end > bytes.length ? Math.max(end, bytes.length * 2) : bytes.length);
            shared = false;
        }
        System.arraycopy(source, 0, bytes, offset, length);
        size = Math.max(size, end);
    }

    void truncate(int length) {
        if (length < size) {
            bytes = Arrays.copyOf(bytes, length);
            shared = false;
            size = length;
        }
    }

    /** Fills the target as far as the file goes; -1 at its end. */
    int read(long offset, ByteBuffer target) {
        if (offset >= size) {
            return -1;
        }
        int length = (int) Math.min(target.remaining(), size - offset);
        target.put(bytes, (int) offset, length);
        return length;
    }
}
