package io.longshore.disk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An inner node of a disk's tree: immutable, 8,208 bytes when written. A header of 16 bytes (the tag {@code LSTREE},
 * two zero bytes, version and level as little-endian 32-bit integers) is followed by always 256 digests, those of the
 * children in the order of the bytes that they cover. No block can be taken for a node: their sizes differ.
 */
public final class TreeNode {
    /** Bytes of a written node. */
    public static final int BYTES = 16 + DiskTree.FAN_OUT * Digest.BYTES;

    /** The only version of the layout so far. */
    public static final int VERSION = 1;

    private static final long TAG =
            ByteBuffer.wrap("LSTREE\0\0".getBytes(StandardCharsets.US_ASCII)).getLong();

    private static final int HEADER_BYTES = 16;

    private final ByteBuffer payload;
    private final Digest digest;

    /** Takes {@code payload} for its own. */
    private TreeNode(byte[] payload) {
        this.payload = ByteBuffer.wrap(payload);
        this.digest = Digest.sha256(payload);
    }

    /** A node of {@code level} (1 and up) with exactly 256 children. */
    public static TreeNode of(int level, List<Digest> children) {
        if (children.size() != DiskTree.FAN_OUT) {
            throw new IllegalArgumentException(
                    "children: " + children.size() + " (expected: " + DiskTree.FAN_OUT + ")");
        }
        var payload = new byte[BYTES];
        var buffer = ByteBuffer.wrap(payload);
        putHeader(buffer, level);
        for (int i = 0; i < DiskTree.FAN_OUT; i++) {
            children.get(i).putAt(buffer, childIndex(i));
        }
        return new TreeNode(payload);
    }

    static TreeNode uniform(int level, Digest child) {
        var payload = new byte[BYTES];
        var buffer = ByteBuffer.wrap(payload);
        putHeader(buffer, level);
        for (int i = 0; i < DiskTree.FAN_OUT; i++) {
            child.putAt(buffer, childIndex(i));
        }
        return new TreeNode(payload);
    }

    /**
     * Reads a node from what remains in {@code payload}, whose position moves to its limit.
     *
     * @throws MalformedNodeException when the bytes are no node of a version known here
     */
    public static TreeNode decode(ByteBuffer payload) throws MalformedNodeException {
        if (payload.remaining() != BYTES) {
            throw new MalformedNodeException("node: " + payload.remaining() + " bytes (expected: " + BYTES + ")");
        }
        var bytes = new byte[BYTES];
        payload.get(bytes);
        var header = ByteBuffer.wrap(bytes);
        if (header.getLong(0) != TAG) {
            throw new MalformedNodeException("node: the tag LSTREE is missing");
        }
        header.order(ByteOrder.LITTLE_ENDIAN);
        if (header.getInt(8) != VERSION) {
            throw new MalformedNodeException("node version: " + header.getInt(8) + " (expected: " + VERSION + ")");
        }
        int level = header.getInt(12);
        if (level < 1 || level > DiskTree.MAX_DEPTH) {
            throw new MalformedNodeException("node level: " + level + " (expected: 1 to " + DiskTree.MAX_DEPTH + ")");
        }
        return new TreeNode(bytes);
    }

    /** 1 where the children are blocks, one more than the children's where they are nodes. */
    public int level() {
        return Integer.reverseBytes(payload.getInt(12));
    }

    /** The digest of the child at {@code index}, 0 to 255. */
    public Digest child(int index) {
        return Digest.at(payload, childIndex(index));
    }

    /** Whether the child at {@code index} holds zeros alone. */
    public boolean childIsZeros(int index) {
        return child(index).equals(DiskTree.zeros(level() - 1));
    }

    /** The SHA-256 of {@link #payload}. */
    public Digest digest() {
        return digest;
    }

    /** The node as it is written: a read-only view with {@link #BYTES} remaining. */
    public ByteBuffer payload() {
        return payload.asReadOnlyBuffer();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TreeNode node && node.digest.equals(digest);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public String toString() {
        return "node of level " + level() + " " + digest;
    }

    private static void putHeader(ByteBuffer buffer, int level) {
        DiskTree.checkLevel(level, 1, DiskTree.MAX_DEPTH);
        buffer.putLong(0, TAG);
        buffer.putInt(8, Integer.reverseBytes(VERSION));
        buffer.putInt(12, Integer.reverseBytes(level));
    }

    private static int childIndex(int child) {
        return HEADER_BYTES + child * Digest.BYTES;
    }
}
