package io.longshore.server.driver.zstore.blob.s3;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32C;
import software.amazon.awssdk.core.sync.RequestBody;

/** Bytes on their way to the server, kept until it has acknowledged them. Grows as it is filled. For one thread. */
final class PartBuffer {
    private byte[] bytes = new byte[64 << 10];
    private int length;

    int length() {
        return length;
    }

    void append(ByteBuffer... buffers) {
        int more = 0;
        for (var buffer : buffers) {
            more += buffer.remaining();
        }
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
        for (var buffer : buffers) {
            int count = buffer.remaining();
            buffer.get(bytes, length, count);
            length += count;
        }
    }

    void clear() {
        length = 0;
    }

    /** Checked by the server before it acknowledges. */
    String crc32c() {
        var crc = new CRC32C();
        crc.update(bytes, 0, length);
        return Base64.getEncoder()
                .encodeToString(ByteBuffer.allocate(Integer.BYTES)
                        .putInt((int) crc.getValue())
                        .array());
    }

    /** The bytes themselves, not a copy: good until the buffer changes. */
    RequestBody body() {
        return RequestBody.fromContentProvider(
                () -> new ByteArrayInputStream(bytes, 0, length), length, "application/octet-stream");
    }
}
