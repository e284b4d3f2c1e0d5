package io.longshore.client;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskIdentity;
import io.longshore.disk.DiskTree;
import io.longshore.disk.TreeBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** The identity of content that passes by in order, in pieces of any size. Not thread-safe. */
final class ContentDigest {
    private static final byte[] ZEROS = new byte[64 << 10];

    private final TreeBuilder tree = new TreeBuilder(_ -> {});
    private final MessageDigest block = Digest.hasher();
    private int inBlock;
    private long length;

    /** Bytes that have passed by. */
    long length() {
        return length;
    }

    /** What remains in {@code bytes} comes next; its position moves to its limit. */
    void add(ByteBuffer bytes) throws IOException, InterruptedException {
        length += bytes.remaining();
        int limit = bytes.limit();
        while (bytes.position() < limit) {
            int part = Math.min(DiskTree.BLOCK_BYTES - inBlock, limit - bytes.position());
            bytes.limit(bytes.position() + part);
            block.update(bytes);
            bytes.limit(limit);
            advance(part);
        }
    }

    /** So many zeros come next. Whole blocks of them cost nothing. */
    void addZeros(long bytes) throws IOException, InterruptedException {
        length += bytes;
        long left = bytes;
        if (inBlock > 0) {
            int part = (int) Math.min(DiskTree.BLOCK_BYTES - inBlock, left);
            hashZeros(part);
            left -= part;
        }
        tree.addZeros(left / DiskTree.BLOCK_BYTES);
        hashZeros((int) (left % DiskTree.BLOCK_BYTES));
    }

    /** The identity of all that has passed by; nothing may follow. */
    DiskIdentity finish() throws IOException, InterruptedException {
        long total = length;
        if (inBlock > 0) {
            hashZeros(DiskTree.BLOCK_BYTES - inBlock); // a block beyond the end is zeros
        }
        return tree.finish(total);
    }

    private void hashZeros(int bytes) throws IOException, InterruptedException {
        int left = bytes;
        while (left > 0) {
            int part = Math.min(ZEROS.length, left);
            block.update(ZEROS, 0, part);
            left -= part;
            advance(part);
        }
    }

    private void advance(int bytes) throws IOException, InterruptedException {
        inBlock += bytes;
        if (inBlock == DiskTree.BLOCK_BYTES) {
            tree.add(Digest.of(block.digest()));
            inBlock = 0;
        }
    }
}
