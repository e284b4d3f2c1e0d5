package io.longshore.server.driver.zstore.blob.sftp;

import io.longshore.server.driver.promise.Trial;
import io.longshore.server.driver.zstore.blob.BlobInfo;
import io.longshore.server.driver.zstore.blob.BlobKey;
import io.longshore.server.driver.zstore.blob.BlobSpace;
import io.longshore.server.driver.zstore.blob.BlobStore;
import io.longshore.server.driver.zstore.blob.BlobStream;
import io.longshore.server.driver.zstore.blob.BlobWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.sshd.sftp.client.SftpClient.DirEntry;
import org.apache.sshd.sftp.client.SftpClient.OpenMode;
import org.apache.sshd.sftp.client.extensions.openssh.OpenSSHStatPathExtension;
import org.apache.sshd.sftp.common.SftpException;

/**
 * Blobs as files below a folder of another host. A blob grows as {@code <name>.<writer>.tmp}; it is flushed to the device
 * where the server has {@code fsync@openssh.com}, renamed, and the folder is flushed where the server lets it be. Renames
 * are plain ones, which fail where the name is taken: {@code posix-rename@openssh.com} would replace it.
 */
public final class SftpBlobStore implements BlobStore {
    static final String UNFINISHED = ".tmp";

    static final String NO_FSYNC =
            "the server has no fsync@openssh.com: what is written is durable as far as the server sees to it";
    static final String NO_FOLDER_FSYNC =
            "the server does not flush folders: names are durable as far as its file system sees to it";

    private final String root;
    private final SftpPool pool;
    private final SftpFolders folders;

    /** Makes the client; connects at the first call. */
    public SftpBlobStore(SftpSettings settings) throws IOException {
        this.root = settings.folder();
        this.pool = new SftpPool(settings);
        this.folders = new SftpFolders(pool, root);
    }

    /**
     * Makes the folder fit to hold blobs: makes it where it is missing, and its parents.
     *
     * @param mayHold names that may be there already
     * @throws FileAlreadyExistsException when anything else is there: blobs never go among a user's files
     */
    public void prepare(Set<String> mayHold) throws IOException {
        folders.ensureRoot();
        for (var entry : entries(root)) {
            var name = entry.name();
            if (!mayHold.contains(name) && !name.endsWith(UNFINISHED) && !name.equals("lost+found")) {
                throw new FileAlreadyExistsException(path(name), null, "in the way (expected: an empty folder)");
            }
        }
    }

    SftpPool pool() {
        return pool;
    }

    SftpFolders folders() {
        return folders;
    }

    private String path(String relative) {
        return root.equals("/") ? "/" + relative : root + "/" + relative;
    }

    private String path(BlobKey key) {
        return path(key.path());
    }

    @Override
    public OptionalLong size(BlobKey key) throws IOException {
        return size(path(key));
    }

    OptionalLong size(String path) throws IOException {
        try {
            return OptionalLong.of(
                    pool.use(path, connection -> connection.client().stat(path)).getSize());
        } catch (NoSuchFileException _) {
            return OptionalLong.empty();
        }
    }

    @Override
    public void read(BlobKey key, long offset, ByteBuffer target) throws IOException {
        pool.use(path(key), connection -> {
            try (var handle = connection.client().open(path(key), EnumSet.of(OpenMode.Read))) {
                connection.read(handle, offset, target);
                return true;
            }
        });
    }

    @Override
    public BlobStream stream(BlobKey key) throws IOException {
        return new SftpBlobStream(pool, path(key));
    }

    @Override
    public BlobWriter create(BlobKey key, String writer) throws IOException {
        var target = path(key);
        if (size(target).isPresent()) {
            throw new FileAlreadyExistsException(key.path());
        }
        folders.ensure(SftpFolders.parent(target));
        return new SftpBlobWriter(this, target, writer).start();
    }

    @Override
    public boolean putIfAbsent(BlobKey key, byte[] content) throws IOException {
        var target = path(key);
        if (size(target).isPresent()) {
            return false;
        }
        folders.ensure(SftpFolders.parent(target));
        // Several may try at once, each under a temporary name of its own.
        try (var writer = new SftpBlobWriter(this, target, "shared-" + UUID.randomUUID()).start()) {
            writer.write(ByteBuffer.wrap(content));
            writer.commit();
            return true;
        } catch (FileAlreadyExistsException _) {
            return false;
        }
    }

    /** Gives a file another name, unless that is taken. */
    void rename(String from, String to) throws IOException {
        pool.use(to, connection -> {
            try {
                connection.client().rename(from, to);
                return true;
            } catch (SftpException e) {
                if (exists(connection, to)) {
                    var taken = new FileAlreadyExistsException(to);
                    taken.initCause(e);
                    throw taken;
                }
                throw e;
            }
        });
    }

    private static boolean exists(SftpConnection connection, String path) throws IOException {
        try {
            connection.client().stat(path);
            return true;
        } catch (SftpException _) {
            return false;
        }
    }

    @Override
    public boolean delete(BlobKey key) throws IOException {
        var path = path(key);
        if (!remove(path)) {
            return false;
        }
        folders.flush(SftpFolders.parent(path));
        return true;
    }

    boolean remove(String path) throws IOException {
        try {
            return pool.use(path, connection -> {
                connection.client().remove(path);
                return true;
            });
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    @Override
    public void list(String folder, Consumer<BlobInfo> visitor) throws IOException {
        walk(folder, (path, size) -> {
            if (!path.endsWith(UNFINISHED)) {
                visitor.accept(new BlobInfo(path, size));
            }
        });
    }

    @Override
    public void removeUnfinished(String folder, UnfinishedVisitor visitor) throws IOException {
        var unfinished = new ArrayList<String>();
        walk(folder, (path, _) -> {
            if (path.endsWith(UNFINISHED)) {
                unfinished.add(path);
            }
        });
        for (var path : unfinished) {
            var name = path.substring(0, path.length() - UNFINISHED.length());
            try (var content = content(path(path))) {
                visitor.visit(name.substring(name.lastIndexOf('.') + 1), content);
            }
            remove(path(path));
        }
    }

    /** All of a file as it is read: a pack at most, but never in memory as a whole. */
    private InputStream content(String path) throws IOException {
        return new StreamedInput(new SftpBlobStream(pool, path));
    }

    private interface FileVisitor {
        void visit(String path, long sizeBytes);
    }

    /** Visits every file below a folder. A folder that goes away meanwhile is passed over. */
    private void walk(String folder, FileVisitor visitor) throws IOException {
        Deque<String> open = new ArrayDeque<>();
        open.push(folder);
        while (!open.isEmpty()) {
            var current = open.pop();
            for (var entry : entries(path(current))) {
                var path = current + "/" + entry.name();
                if (entry.folder()) {
                    open.push(path);
                } else {
                    visitor.visit(path, entry.sizeBytes());
                }
            }
        }
    }

    private record Entry(String name, boolean folder, long sizeBytes) {}

    /** What lies in a folder; nothing where there is no such folder. */
    private List<Entry> entries(String folder) throws IOException {
        try {
            return pool.use(folder, connection -> {
                var entries = new ArrayList<Entry>();
                var client = connection.client();
                try (var handle = client.openDir(folder)) {
                    for (var some = client.readDir(handle); some != null; some = client.readDir(handle)) {
                        some.forEach(entry -> add(entry, entries));
                    }
                }
                return entries;
            });
        } catch (NoSuchFileException _) {
            return List.of();
        }
    }

    private static void add(DirEntry entry, List<Entry> entries) {
        var name = entry.getFilename();
        if (!name.equals(".") && !name.equals("..")) {
            var attributes = entry.getAttributes();
            entries.add(new Entry(name, attributes.isDirectory(), attributes.getSize()));
        }
    }

    @Override
    public void removeFolder(String folder) throws IOException {
        folders.forget(path(folder));
        removeTree(path(folder));
    }

    private void removeTree(String folder) throws IOException {
        for (var entry : entries(folder)) {
            var path = folder + "/" + entry.name();
            if (entry.folder()) {
                removeTree(path);
            } else {
                remove(path);
            }
        }
        try {
            pool.use(folder, connection -> {
                connection.client().rmdir(folder);
                return true;
            });
        } catch (NoSuchFileException _) {
            // gone, or never there
        }
    }

    @Override
    public List<Trial> ownTrials(String folder) {
        return new SftpTrials(this, path(folder)).all();
    }

    @Override
    public BlobSpace space() throws IOException {
        return pool.use(root, connection -> {
            var statvfs = connection.client().getExtension(OpenSSHStatPathExtension.class);
            if (statvfs == null || !statvfs.isSupported()) {
                return new BlobSpace(OptionalLong.empty(), OptionalLong.empty());
            }
            var told = statvfs.stat(root);
            return new BlobSpace(
                    OptionalLong.of(told.f_blocks * told.f_frsize), OptionalLong.of(told.f_bavail * told.f_frsize));
        });
    }

    @Override
    public boolean remote() {
        return true;
    }

    @Override
    public long requests() {
        return pool.requests();
    }

    @Override
    public String durability() {
        return folders.flushes() ? "fsync of file and folder on the host before each publish" : "as far as its server";
    }

    @Override
    public List<String> shortcomings() throws IOException {
        var found = new ArrayList<String>();
        boolean fsync = pool.use(root, connection -> connection.fsync().isPresent());
        if (!fsync) {
            found.add(NO_FSYNC);
        } else if (!folders.tryFlush()) {
            found.add(NO_FOLDER_FSYNC);
        }
        return found;
    }

    @Override
    public void close() {
        pool.close();
    }
}
