package io.longshore.server.transfer;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskIdentity;
import io.longshore.disk.DiskTree;
import io.longshore.disk.TreeBuilder;
import io.longshore.disk.TreeNode;
import io.longshore.server.driver.BlockBuffer;
import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.CorruptBlockException;
import io.longshore.server.driver.DiskReader;
import io.longshore.server.driver.EncodedBlock;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A disk that lies in a file of this machine. All of it is read once, for its tree: the blocks' digests lie in a second file, so that memory holds the nodes above
 * level 1 alone (128 KiB a TiB). Must not be used by threads that are interrupted.
 */
final class RawFile implements DiskReader {
    private static final Digest ZEROS = DiskTree.zeros(0);

    private final FileChannel file;
    private final FileChannel digests;
    private final BlockCodec codec;
    private final Map<Digest, TreeNode> upper = new HashMap<>();
    private final Map<Digest, Long> pages = new HashMap<>();
    private final Path path;
    private final DiskIdentity disk;
    private long dataBytes;

    private RawFile(Path path, FileChannel file, FileChannel digests, BlockCodec codec, Hashed hashed)
            throws IOException, InterruptedException {
        this.path = path;
        this.file = file;
        this.digests = digests;
        this.codec = codec;
        this.disk = hash(hashed);
    }

    /** Is told of bytes that were hashed, and may stop that. */
    interface Hashed {
        void bytes(int count) throws InterruptedException;
    }

    /** Opens a file, and reads it; {@code digests} is made, and removed when this is closed. */
    static RawFile open(Path path, Path digests, BlockCodec codec, Hashed hashed)
            throws IOException, InterruptedException {
        var file = FileChannel.open(path, StandardOpenOption.READ);
        FileChannel table = null;
        boolean opened = false;
        try {
            table = FileChannel.open(
                    digests,
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE);
            var raw = new RawFile(path, file, table, codec, hashed);
            opened = true;
            return raw;
        } finally {
            if (!opened) {
                file.close();
                if (table != null) {
                    table.close();
                }
            }
        }
    }

    private DiskIdentity hash(Hashed hashed) throws IOException, InterruptedException {
        long length = file.size();
        var builder = new TreeBuilder(node -> {
            if (node.level() > 1) {
                upper.put(node.digest(), node);
            }
        });
        var block = ByteBuffer.allocateDirect(DiskTree.BLOCK_BYTES);
        var page = new ArrayList<Digest>();
        for (long index = 0; index < DiskTree.blocks(length); index++) {
            readBlock(index, block);
            var digest = BlockCodec.isZeros(block) ? ZEROS : codec.digest(block);
            page.add(digest);
            if (digest.equals(ZEROS)) {
                builder.addZeros(1);
            } else {
                builder.add(digest);
                dataBytes += bytesOf(index);
            }
            if (page.size() == DiskTree.FAN_OUT) {
                keep(index / DiskTree.FAN_OUT, page);
            }
            hashed.bytes(bytesOf(index));
        }
        if (!page.isEmpty()) {
            keep((DiskTree.blocks(length) - 1) / DiskTree.FAN_OUT, page);
        }
        return builder.finish(length);
    }

    /** Keeps the digests of the blocks under one node of level 1. */
    private void keep(long number, List<Digest> page) throws IOException {
        if (page.stream().anyMatch(digest -> !digest.equals(ZEROS))) {
            while (page.size() < DiskTree.FAN_OUT) {
                page.add(ZEROS);
            }
            var bytes = ByteBuffer.allocate(DiskTree.FAN_OUT * Digest.BYTES);
            for (int i = 0; i < DiskTree.FAN_OUT; i++) {
                page.get(i).putAt(bytes, i * Digest.BYTES);
            }
            long position = number * bytes.capacity();
            while (bytes.hasRemaining()) {
                position += digests.write(bytes, position);
            }
            pages.put(TreeNode.of(1, List.copyOf(page)).digest(), number);
        }
        page.clear();
    }

    private int bytesOf(long index) throws IOException {
        return (int) Math.min(DiskTree.BLOCK_BYTES, file.size() - index * DiskTree.BLOCK_BYTES);
    }

    /** Reads a whole block, zeros beyond the file's end. */
    private void readBlock(long index, ByteBuffer block) throws IOException {
        block.clear().limit(bytesOf(index));
        fill(file, index * DiskTree.BLOCK_BYTES, block);
        block.limit(DiskTree.BLOCK_BYTES);
        BlockCodec.putZeros(block.remaining(), block);
        block.flip();
    }

    private void fill(FileChannel from, long offset, ByteBuffer target) throws IOException {
        long position = offset;
        while (target.hasRemaining()) {
            int read = from.read(target, position);
            if (read < 0) {
                throw new EOFException(path + ": " + position + " bytes (expected: " + target.remaining() + " more)");
            }
            position += read;
        }
    }

    /** Bytes in blocks that are not zeros. */
    long dataBytes() {
        return dataBytes;
    }

    @Override
    public DiskIdentity disk() {
        return disk;
    }

    @Override
    public TreeNode node(int level, Digest digest) throws IOException {
        var known = upper.get(digest);
        if (known != null && known.level() == level) {
            return known;
        }
        var number = level == 1 ? pages.get(digest) : null;
        if (number == null) {
            throw new CorruptBlockException(digest, path.toString(), 0, "no node of level " + level + " of the disk");
        }
        var bytes = new byte[DiskTree.FAN_OUT * Digest.BYTES];
        fill(digests, number * bytes.length, ByteBuffer.wrap(bytes));
        var children = new ArrayList<Digest>();
        for (int i = 0; i < DiskTree.FAN_OUT; i++) {
            children.add(Digest.of(bytes, i * Digest.BYTES));
        }
        return TreeNode.of(1, children);
    }

    @Override
    public EncodedBlock block(long index, Digest digest, BlockBuffer buffer) throws IOException {
        boolean read = false;
        try {
            readBlock(index, buffer.bytes());
            var found = codec.digest(buffer.bytes());
            if (!found.equals(digest)) {
                throw new CorruptBlockException(
                        digest, path.toString(), index * DiskTree.BLOCK_BYTES, "SHA-256 " + found);
            }
            read = true;
        } finally {
            if (!read) {
                buffer.close();
            }
        }
        return codec.encode(digest, buffer);
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        fill(file, offset, target);
    }

    @Override
    public void close() throws IOException {
        try (file;
                digests) {
            pages.clear();
        }
    }
}
