package io.longshore.server.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads parts of a file that may end before them. */
final class FileParts {
    private FileParts() {}

    /** The bytes from {@code offset} on, as many of {@code length} as there are; perhaps none. */
    static ByteBuffer upTo(FileBytes file, long offset, int length) throws IOException {
        long there = offset < 0 ? 0 : Math.clamp(file.lengthBytes() - offset, 0, length);
        var part = ByteBuffer.allocate((int) there);
        if (part.hasRemaining()) {
            file.read(offset, part);
        }
        return part.flip();
    }

    /** As {@link #upTo}, in the little order of bytes. */
    static ByteBuffer littleEndianUpTo(FileBytes file, long offset, int length) throws IOException {
        return upTo(file, offset, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Whether {@code length} bytes from {@code offset} on lie in the file. Both may be any numbers. */
    static boolean within(FileBytes file, long offset, long length) {
        return offset >= 0 && length >= 0 && offset <= file.lengthBytes() && length <= file.lengthBytes() - offset;
    }

    /** Whether the bytes at {@code index} are these ASCII characters. */
    static boolean has(ByteBuffer part, int index, String ascii) {
        if (part.limit() - index < ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (part.get(index + i) != (byte) ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
