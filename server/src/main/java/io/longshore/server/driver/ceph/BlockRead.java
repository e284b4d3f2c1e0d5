package io.longshore.server.driver.ceph;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskTree;
import io.longshore.server.driver.BlockBuffer;
import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.CorruptBlockException;
import io.longshore.server.driver.ceph.client.RbdImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** One block that is being read from an image. */
final class BlockRead implements AutoCloseable {
    private final RbdImage image;
    private final long index;
    private final int imageBytes;
    private final BlockBuffer buffer;
    private final Pending pending = new Pending();
    private volatile boolean closed;

    private BlockRead(RbdImage image, long index, int imageBytes, BlockBuffer buffer) {
        this.image = image;
        this.index = index;
        this.imageBytes = imageBytes;
        this.buffer = buffer;
    }

    /** Starts to read; owns the buffer from then on, also when this fails. */
    static BlockRead start(RbdImage image, long lengthBytes, long index, BlockBuffer buffer) throws IOException {
        var read = new BlockRead(image, index, ImageSize.ofBlock(lengthBytes, index), buffer);
        boolean started = false;
        try {
            image.read(index * DiskTree.BLOCK_BYTES, buffer.bytes().slice(0, read.imageBytes), read::ended);
            started = true;
            return read;
        } finally {
            if (!started) {
                buffer.close();
            }
        }
    }

    private void ended(long result) {
        pending.accept(result);
        if (closed) {
            buffer.close();
        }
    }

    /** Waits for the whole block, zeros beyond the image's end, in the buffer from 0 to its limit. */
    ByteBuffer await(Duration patience) throws IOException {
        long result = pending.await(patience);
        image.check("rbd_aio_read", result);
        if (result != imageBytes) {
            throw new IOException(image + " at " + index * DiskTree.BLOCK_BYTES + ": " + result + " bytes (expected: "
                    + imageBytes + ")");
        }
        var bytes = buffer.bytes().clear().position(imageBytes).limit(DiskTree.BLOCK_BYTES);
        BlockCodec.putZeros(bytes.remaining(), bytes);
        return bytes.flip();
    }

    /** As {@link #await}, and compares with a digest. */
    ByteBuffer await(Duration patience, Digest digest, BlockCodec codec) throws IOException {
        var bytes = await(patience);
        var found = codec.digest(bytes);
        if (!found.equals(digest)) {
            throw new CorruptBlockException(
                    digest,
                    image.toString(),
                    index * DiskTree.BLOCK_BYTES,
                    "SHA-256 " + found + " (expected: " + digest + ")");
        }
        return bytes;
    }

    /** Gives the buffer back, as soon as the library no longer writes to it. */
    @Override
    public void close() {
        closed = true;
        if (pending.ended()) {
            buffer.close();
        }
    }
}
