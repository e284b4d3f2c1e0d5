package io.longshore.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.longshore.disk.DiskTree;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;

/** A file that is sent: its pieces in order, whole blocks of zeros as runs. Holes are not read where the system can tell them. */
final class LocalFile implements AutoCloseable {
    private static final byte[] ZEROS = new byte[DiskTree.BLOCK_BYTES];

    private final Path path;
    private final FileChannel channel;
    private final HoleMap holes;
    private final long length;
    private final FileTime modified;

    private LocalFile(Path path, FileChannel channel, HoleMap holes, long length, FileTime modified) {
        this.path = path;
        this.channel = channel;
        this.holes = holes;
        this.length = length;
        this.modified = modified;
    }

    /** Opens a file; {@link NoSuchFileException} where there is none. */
    static LocalFile open(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new IOException(path + ": is a folder (expected: a file)");
        }
        var channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return new LocalFile(path, channel, HoleMap.of(path), channel.size(), Files.getLastModifiedTime(path));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** A piece of a file. */
    sealed interface Piece {
        /** Bytes of the file that it stands for; at least 1. */
        long length();

        /** Bytes that are not all zeros; at most one block, and never across a block's border. */
        record Data(ByteString content) implements Piece {
            /** A read-only view with a position of its own. */
            ByteBuffer bytes() {
                return content.asReadOnlyByteBuffer();
            }

            @Override
            public long length() {
                return content.size();
            }
        }

        /** Zeros: as many as there are in a row up to a block's border. */
        record Zeros(long length) implements Piece {}
    }

    long length() {
        return length;
    }

    /** Bytes of the blocks that have data, or may have; at least 1. What is not a hole counts, zeros or not. */
    long dataBytes() throws IOException {
        long bytes = 0;
        long data = holes.nextData(0, length);
        while (data < length) {
            long begin = data - data % DiskTree.BLOCK_BYTES;
            long end = Math.min(begin + DiskTree.BLOCK_BYTES, length);
            bytes += end - begin;
            data = end < length ? holes.nextData(end, length) : length;
        }
        return Math.max(1, bytes);
    }

    /** The piece that begins at {@code offset}, which lies before the end. */
    Piece pieceAt(long offset) throws IOException {
        long data = holes.nextData(offset, length);
        long zerosEnd = data >= length ? length : data - data % DiskTree.BLOCK_BYTES;
        if (zerosEnd > offset) {
            return new Piece.Zeros(zerosEnd - offset);
        }
        long border = offset - offset % DiskTree.BLOCK_BYTES + DiskTree.BLOCK_BYTES;
        var bytes = read(offset, (int) (Math.min(border, length) - offset));
        return Arrays.equals(bytes, 0, bytes.length, ZEROS, 0, bytes.length)
                ? new Piece.Zeros(bytes.length)
                : new Piece.Data(UnsafeByteOperations.unsafeWrap(bytes));
    }

    /** Fails where someone wrote to the file since it was opened: what was sent is then no moment's content. */
    void checkUnchanged() throws IOException {
        if (channel.size() != length || !Files.getLastModifiedTime(path).equals(modified)) {
            throw new IOException(path + ": was changed while it was sent; is a machine still using it?");
        }
    }

    @Override
    public void close() throws IOException {
        holes.close();
        channel.close();
    }

    private byte[] read(long offset, int count) throws IOException {
        var buffer = ByteBuffer.allocate(count);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, offset + buffer.position()) < 0) {
                throw new EOFException(
                        path + ": ends at " + (offset + buffer.position()) + " (expected: " + length + ")");
            }
        }
        return buffer.array();
    }
}
