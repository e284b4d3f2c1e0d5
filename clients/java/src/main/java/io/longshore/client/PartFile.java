package io.longshore.client;

import io.longshore.v1.DiskIdentity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that is being fetched, under the name {@code FILE.part}; closing it unpublished leaves nothing. Zeros become holes.
 */
final class PartFile implements AutoCloseable {
    private final Path path;
    private final Path part;
    private final boolean replace;
    private final FileChannel channel;
    private final Writeback writeback;
    private final ContentDigest digest = new ContentDigest();
    private DiskIdentity expected = DiskIdentity.getDefaultInstance();
    private long zeroBytes;
    private boolean published;

    private PartFile(Path path, Path part, boolean replace, FileChannel channel) {
        this.path = path;
        this.part = part;
        this.replace = replace;
        this.channel = channel;
        this.writeback = new Writeback(channel);
    }

    static PartFile create(Path path, boolean replace) throws IOException {
        if (Files.isDirectory(path)) {
            throw new FileAlreadyExistsException(path.toString(), null, "it is a folder (expected: a file's name)");
        }
        if (!replace && Files.exists(path)) {
            throw new FileAlreadyExistsException(path.toString());
        }
        var part = path.resolveSibling(path.getFileName() + ".part");
        // What an earlier try left is worth nothing: it was never verified.
        var channel = FileChannel.open(
                part, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
        return new PartFile(path, part, replace, channel);
    }

    /** Bytes so far. */
    long length() {
        return digest.length();
    }

    /** Bytes of holes so far. */
    long zeroBytes() {
        return zeroBytes;
    }

    /** Notes what is fetched; fails where it is not what was fetched before. */
    void expect(DiskIdentity identity) throws DamagedContentException {
        if (length() > 0 && !expected.equals(identity)) {
            throw new DamagedContentException(path + ": the content is another one after the connection was lost");
        }
        expected = identity;
    }

    void add(ByteBuffer bytes) throws IOException, InterruptedException {
        long offset = length();
        int count = bytes.remaining();
        digest.add(bytes.duplicate());
        while (bytes.hasRemaining()) {
            offset += channel.write(bytes, offset);
        }
        writeback.wrote(count);
    }

    void addZeros(long bytes) throws IOException, InterruptedException {
        digest.addZeros(bytes);
        zeroBytes += bytes;
    }

    /** The identity of all that came; nothing may follow. */
    DiskIdentity identity() throws IOException, InterruptedException {
        long length = length();
        if (channel.size() < length) { // it ends in a hole
            channel.write(ByteBuffer.wrap(new byte[1]), length - 1);
        }
        return Identities.of(digest.finish());
    }

    /** Makes the file durable and gives it its name. */
    void publish() throws IOException, InterruptedException {
        writeback.finish();
        if (replace) {
            Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.move(part, path); // fails where one came meanwhile
        }
        published = true;
        var folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            try (var handle = FileChannel.open(folder, StandardOpenOption.READ)) {
                handle.force(true); // the name too
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        if (!published) {
            Files.deleteIfExists(part);
        }
    }
}
