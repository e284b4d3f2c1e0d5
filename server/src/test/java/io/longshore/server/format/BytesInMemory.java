package io.longshore.server.format;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A file in memory that a test writes field by field. */
final class BytesInMemory implements FileBytes {
    private final ByteBuffer bytes;

    BytesInMemory(int length) {
        bytes = ByteBuffer.allocate(length);
    }

    static BytesInMemory littleEndian(int length) {
        var file = new BytesInMemory(length);
        file.bytes.order(ByteOrder.LITTLE_ENDIAN);
        return file;
    }

    BytesInMemory putInt(int at, int value) {
        bytes.putInt(at, value);
        return this;
    }

    BytesInMemory putLong(int at, long value) {
        bytes.putLong(at, value);
        return this;
    }

    BytesInMemory put(int at, String text) {
        bytes.put(at, text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    @Override
    public long lengthBytes() {
        return bytes.capacity();
    }

    @Override
    public void read(long offset, ByteBuffer target) throws EOFException {
        if (offset < 0 || offset + target.remaining() > bytes.capacity()) {
            throw new EOFException("offset " + offset + " (expected: within " + bytes.capacity() + ")");
        }
        target.put(bytes.slice((int) offset, target.remaining()));
    }
}
