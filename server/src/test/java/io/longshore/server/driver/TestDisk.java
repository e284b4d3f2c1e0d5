package io.longshore.server.driver;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskIdentity;
import io.longshore.disk.DiskTree;
import io.longshore.disk.TreeBuilder;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** A disk made of the blocks that a test names; all others are zeros. */
public final class TestDisk {
    public final long lengthBytes;
    public final SortedMap<Long, byte[]> blocks = new TreeMap<>();

    public TestDisk(long lengthBytes) {
        this.lengthBytes = lengthBytes;
    }

    /** A disk of {@code dataBlocks} blocks from a seed, every third of which compresses, with holes between them. */
    public static TestDisk random(long seed, int dataBlocks) {
        var random = new Random(seed);
        var disk = new TestDisk((long) dataBlocks * 3 * DiskTree.BLOCK_BYTES);
        for (int i = 0; i < dataBlocks; i++) {
            var block = new byte[DiskTree.BLOCK_BYTES];
            if (i % 3 == 0) {
                Arrays.fill(block, 0, 1 + random.nextInt(block.length), (byte) (1 + random.nextInt(255)));
                block[0] = (byte) i;
            } else {
                random.nextBytes(block);
            }
            disk.blocks.put((long) i * 3, block);
        }
        return disk;
    }

    /** Adds a block whose bytes are all {@code value}. */
    public TestDisk with(long index, int value) {
        var block = new byte[DiskTree.BLOCK_BYTES];
        Arrays.fill(block, (byte) value);
        blocks.put(index, block);
        return this;
    }

    public byte[] bytes() {
        var bytes = new byte[Math.toIntExact(lengthBytes)];
        blocks.forEach((index, block) -> {
            int offset = (int) (index * DiskTree.BLOCK_BYTES);
            System.arraycopy(block, 0, bytes, offset, Math.min(block.length, bytes.length - offset));
        });
        return bytes;
    }

    public DiskIdentity identity() {
        try {
            return walk((_, _) -> {}, new TreeBuilder(_ -> {}));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Puts what the writer has not into it, in the order that sessions ask for. */
    public DiskIdentity writeTo(DiskWriter writer, BlockCodec codec) throws IOException, InterruptedException {
        var buffers = new BlockBuffers(1);
        return walk(
                (index, block) -> {
                    var digest = Digest.sha256(block);
                    if (!writer.hasBlock(index, digest)) {
                        var buffer = buffers.take();
                        buffer.bytes().put(block).flip();
                        try (var encoded = codec.encode(buffer)) {
                            writer.putBlock(index, encoded);
                        }
                    }
                },
                new TreeBuilder(node -> {
                    if (!writer.hasNode(node.digest())) {
                        writer.putNode(node);
                    }
                }));
    }

    private interface BlockVisitor {
        void visit(long index, byte[] block) throws IOException, InterruptedException;
    }

    private DiskIdentity walk(BlockVisitor visitor, TreeBuilder builder) throws IOException, InterruptedException {
        for (var block : blocks.entrySet()) {
            builder.addZeros(block.getKey() - builder.position());
            visitor.visit(block.getKey(), block.getValue());
            builder.add(Digest.sha256(block.getValue()));
        }
        return builder.finish(lengthBytes);
    }
}
