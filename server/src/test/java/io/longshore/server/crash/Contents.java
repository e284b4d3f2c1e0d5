package io.longshore.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.disk.DiskIdentity;
import io.longshore.disk.DiskTree;
import io.longshore.disk.Extent;
import io.longshore.disk.TreeWalk;
import io.longshore.server.driver.StorageDriver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the disks of scenarios hold: little, of blocks that compress well and one that does not, one that all share, and an end that does not fill its block. Those whose name
 * begins with {@code big} have two levels of nodes.
 */
final class Contents {
    static final int BLOCK = DiskTree.BLOCK_BYTES;
    private static final Map<String, Contents> known = new ConcurrentHashMap<>();

    final long lengthBytes;
    final TreeMap<Long, byte[]> blocks = new TreeMap<>();

    private Contents(String name) {
        long last = name.startsWith("big") ? 257 : 3;
        blocks.put(0L, block(name.hashCode(), 4096));
        blocks.put(1L, block(1, 512));
        blocks.put(last, block(name.hashCode() + 1L, 32 << 10));
        lengthBytes = last * BLOCK + (32 << 10) - 13;
        Arrays.fill(blocks.get(last), (32 << 10) - 13, BLOCK, (byte) 0);
    }

    /** So many bytes by chance, over and over. */
    private static byte[] block(long seed, int period) {
        var pattern = new byte[period];
        new Random(seed).nextBytes(pattern);
        var block = new byte[BLOCK];
        for (int at = 0; at < BLOCK; at += period) {
            System.arraycopy(pattern, 0, block, at, period);
        }
        return block;
    }

    /** The content of what has this name. */
    static Contents of(String name) {
        return known.computeIfAbsent(Client.id(name), _ -> new Contents(name));
    }

    /** Says that one thing is made of another. */
    static void same(String name, String original) {
        known.put(Client.id(name), of(original));
    }

    /** Reads a disk of a storage and compares it with what has this uuid. */
    static void check(StorageDriver storage, String uuid, DiskIdentity identity) throws IOException {
        var expected = known.get(uuid);
        assertThat(identity.lengthBytes()).isEqualTo(expected.lengthBytes);
        try (var reader = storage.open(identity)) {
            int found = 0;
            var walk = TreeWalk.over(identity, reader);
            for (var extent = walk.next(); extent != null; extent = walk.next()) {
                if (extent instanceof Extent.Block block) {
                    found++;
                    int length = (int) Math.min(BLOCK, expected.lengthBytes - block.offsetBytes());
                    var bytes = ByteBuffer.allocate(length);
                    reader.read(block.offsetBytes(), bytes);
                    var written = expected.blocks.get(block.firstBlock());
                    assertThat(Arrays.equals(bytes.array(), 0, length, written, 0, length))
                            .as("block %d of %s", block.firstBlock(), uuid)
                            .isTrue();
                }
            }
            assertThat(found).as("blocks of %s", uuid).isEqualTo(expected.blocks.size());
        }
    }
}
