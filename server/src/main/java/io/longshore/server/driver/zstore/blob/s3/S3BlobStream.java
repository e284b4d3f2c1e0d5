package io.longshore.server.driver.zstore.blob.s3;

import io.longshore.server.driver.ReadMode;
import io.longshore.server.driver.zstore.blob.BlobStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Reads one object by one request, at the pace of whoever reads. */
final class S3BlobStream implements BlobStream {
    private final String key;
    private final ResponseInputStream<GetObjectResponse> content;
    private final long size;
    private long position;

    S3BlobStream(String key, ResponseInputStream<GetObjectResponse> content) {
        this.key = key;
        this.content = content;
        this.size = content.response().contentLength();
    }

    @Override
    public long sizeBytes() {
        return size;
    }

    @Override
    public ReadMode mode() {
        return ReadMode.REMOTE;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int length = (int) Math.min(target.remaining(), size - position);
        fill(key, content, target.slice(target.position(), length));
        target.position(target.position() + length);
        position += length;
        return length;
    }

    /** Fills a buffer from an answer. */
    static void fill(String key, ResponseInputStream<GetObjectResponse> content, ByteBuffer target) throws IOException {
        var chunk = new byte[Math.min(target.remaining(), 64 << 10)];
        try {
            while (target.hasRemaining()) {
                int read = content.read(chunk, 0, Math.min(chunk.length, target.remaining()));
                if (read < 0) {
                    throw new EOFException("answer ended " + target.remaining() + " bytes early");
                }
                target.put(chunk, 0, read);
            }
        } catch (IOException e) {
            throw S3Failures.broken(key, e);
        }
    }

    @Override
    public void close() throws IOException {
        if (position < size) {
            content.abort(); // closing would read the rest
        }
        content.close();
    }
}
