package io.longshore.server.driver.zstore.blob;

import io.longshore.server.driver.promise.Trial;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Blobs as files below a folder. A blob grows as {@code <name>.<writer>.tmp}; it is flushed to the device, renamed, and
 * the folder is flushed.
 */
public final class FileBlobStore implements BlobStore {
    /** So much is kept back in a storage: a pack can be written again before the old one goes. */
    public static final long RESERVE_BYTES = 32L << 20;

    /** The file that keeps it back. */
    public static final String RESERVE = FileReserve.NAME;

    static final String UNFINISHED = ".tmp";

    private final Path root;
    private final Folders folders;
    private final FileReserve reserve;

    /** Opens {@code root}, a folder that exists; keeps no room back. */
    public FileBlobStore(Path root) throws IOException {
        this(root, 0);
    }

    /** @param reserveBytes how much room {@link #keepReserve} keeps back, at most */
    public FileBlobStore(Path root, long reserveBytes) throws IOException {
        if (!Files.isDirectory(root)) {
            throw new NoSuchFileException(root.toString(), null, "not a folder");
        }
        this.root = root.toAbsolutePath();
        this.folders = new Folders(this.root);
        this.reserve = new FileReserve(this.root, reserveBytes);
    }

    /**
     * Makes {@code root} fit to hold blobs: makes the folder where it is missing, and its parents.
     *
     * @param mayHold names that may be there already
     * @throws FileAlreadyExistsException when anything else is there: blobs never go among a user's files
     */
    public static void prepare(Path root, Set<String> mayHold) throws IOException {
        Files.createDirectories(root);
        try (var names = Files.list(root)) {
            var foreign = names.map(path -> path.getFileName().toString())
                    .filter(name -> !mayHold.contains(name)
                            && !name.endsWith(UNFINISHED)
                            && !name.equals("lost+found")) // every new ext4 has one
                    .findFirst();
            if (foreign.isPresent()) {
                throw new FileAlreadyExistsException(
                        root.resolve(foreign.get()).toString(), null, "in the way (expected: an empty folder)");
            }
        }
    }

    @Override
    public OptionalLong size(BlobKey key) throws IOException {
        try {
            return OptionalLong.of(Files.size(path(key)));
        } catch (NoSuchFileException _) {
            return OptionalLong.empty();
        }
    }

    @Override
    public void read(BlobKey key, long offset, ByteBuffer target) throws IOException {
        try (var file = FileChannel.open(path(key), StandardOpenOption.READ)) {
            long position = offset;
            while (target.hasRemaining()) {
                int read = file.read(target, position);
                if (read < 0) {
                    throw new EOFException(
                            key + ": ends at " + file.size() + " (expected: " + target.remaining() + " bytes more)");
                }
                position += read;
            }
        }
    }

    @Override
    public BlobStream stream(BlobKey key) throws IOException {
        return FileBlobStream.open(path(key));
    }

    @Override
    public BlobWriter create(BlobKey key, String writer) throws IOException {
        var target = path(key);
        if (Files.exists(target)) {
            throw new FileAlreadyExistsException(key.path());
        }
        folders.ensure(Folders.of(target));
        return new FileBlobWriter(target, writer);
    }

    @Override
    public boolean putIfAbsent(BlobKey key, byte[] content) throws IOException {
        var target = path(key);
        if (Files.exists(target)) {
            return false;
        }
        folders.ensure(Folders.of(target));
        // Several may try at once, each under a temporary name of its own.
        try (var writer = new FileBlobWriter(target, "shared-" + UUID.randomUUID())) {
            writer.write(ByteBuffer.wrap(content));
            return writer.commitIfAbsent();
        }
    }

    @Override
    public boolean delete(BlobKey key) throws IOException {
        var path = path(key);
        if (!Files.deleteIfExists(path)) {
            return false;
        }
        Folders.flush(Folders.of(path));
        return true;
    }

    @Override
    public void list(String folder, Consumer<BlobInfo> visitor) throws IOException {
        walk(root.resolve(folder), (path, size) -> {
            if (!path.endsWith(UNFINISHED)) {
                visitor.accept(new BlobInfo(path, size));
            }
        });
    }

    @Override
    public void removeUnfinished(String folder, UnfinishedVisitor visitor) throws IOException {
        var unfinished = new ArrayList<Path>();
        walk(root.resolve(folder), (path, _) -> {
            if (path.endsWith(UNFINISHED)) {
                unfinished.add(root.resolve(path));
            }
        });
        for (var file : unfinished) {
            try (var content = new BufferedInputStream(Files.newInputStream(file))) {
                visitor.visit(FileBlobWriter.writerOf(file), content);
            }
            Files.deleteIfExists(file);
        }
    }

    @Override
    public void removeFolder(String folder) throws IOException {
        var path = root.resolve(folder);
        if (!Files.isDirectory(path)) {
            return;
        }
        folders.forget(path);
        try (var below = Files.walk(path)) {
            for (var file : below.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    @Override
    public List<Trial> ownTrials(String folder) {
        return new FileTrials(this, folder).all();
    }

    /** Where a folder lies. */
    Path path(String folder) {
        return root.resolve(folder);
    }

    @Override
    public BlobSpace space() throws IOException {
        var store = Files.getFileStore(root);
        return new BlobSpace(OptionalLong.of(store.getTotalSpace()), OptionalLong.of(store.getUsableSpace()));
    }

    @Override
    public boolean releaseReserve() throws IOException {
        return reserve.release();
    }

    @Override
    public void keepReserve() throws IOException {
        reserve.keep();
    }

    @Override
    public boolean remote() {
        return false; // a mounted share may be: the system caches it
    }

    @Override
    public long requests() {
        return 0;
    }

    @Override
    public String durability() {
        return "fsync of file and folder before each publish";
    }

    @Override
    public List<String> shortcomings() {
        return List.of();
    }

    @Override
    public void close() {
        // files are opened for each call and closed by it
    }

    private Path path(BlobKey key) {
        return root.resolve(key.path());
    }

    private interface FileVisitor {
        void visit(String path, long sizeBytes);
    }

    /** Visits every file below a folder. One that goes away meanwhile is passed over. */
    private void walk(Path folder, FileVisitor visitor) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                visitor.visit(root.relativize(file).toString(), attributes.size());
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
    }
}
