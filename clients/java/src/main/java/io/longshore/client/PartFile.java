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
    private final DiskFile file;
    private final ContentDigest digest = new ContentDigest();
    private final Lane hashing = new Lane("hashing");
    private final Lane writing = new Lane("writing");
    private long length;
    private DiskIdentity expected = DiskIdentity.getDefaultInstance();
    private long zeroBytes;
    private boolean published;

    private PartFile(Path path, Path part, boolean replace, DiskFile file) {
        this.path = path;
        this.part = part;
        this.replace = replace;
        this.file = file;
    }

    static PartFile create(Path path, boolean replace) throws IOException {
        if (Files.isDirectory(path)) {
            throw new FileAlreadyExistsException(path.toString(), null, "it is a folder (expected: a file's name)");
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new FileAlreadyExistsException(
                    path.toString(),
                    null,
                    "it is no file, and is never replaced (expected: a file; --onto for devices)");
        }
        if (!replace && Files.exists(path)) {
            throw new FileAlreadyExistsException(path.toString());
        }
        var part = path.resolveSibling(path.getFileName() + ".part");
        // What an earlier try left is worth nothing: it was never verified.
        return new PartFile(path, part, replace, DiskFile.create(part));
    }

    /** Bytes so far. */
    long length() {
        return length;
    }

    /** Bytes of holes so far. */
    long zeroBytes() {
        return zeroBytes;
    }

    /** Notes what is fetched; fails where it is not what was fetched before. */
    void expect(DiskIdentity identity) throws DamagedContentException {
        if (length > 0 && !expected.equals(identity)) {
            throw new DamagedContentException(path + ": the content is another one after the connection was lost");
        }
        expected = identity;
    }

    /** These bytes come next; they may not change afterwards, for they are hashed and written while more come. */
    void add(ByteBuffer bytes) throws IOException, InterruptedException {
        var hashed = bytes.duplicate();
        var written = bytes.duplicate();
        long offset = length;
        hashing.add(() -> digest.add(hashed));
        writing.add(() -> file.write(offset, written));
        length += bytes.remaining();
    }

    void addZeros(long bytes) throws IOException, InterruptedException {
        hashing.add(() -> digest.addZeros(bytes));
        length += bytes;
        zeroBytes += bytes;
    }

    /** The identity of all that came; nothing may follow. */
    DiskIdentity identity() throws IOException, InterruptedException {
        hashing.finish();
        writing.finish();
        file.extend(length);
        return Identities.of(digest.finish());
    }

    /** Makes the file durable and gives it its name. */
    void publish() throws IOException, InterruptedException {
        file.force();
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
        hashing.close();
        writing.close();
        file.close();
        if (!published) {
            Files.deleteIfExists(part);
        }
    }
}
