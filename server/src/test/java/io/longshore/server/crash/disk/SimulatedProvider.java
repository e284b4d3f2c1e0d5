package io.longshore.server.crash.disk;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@link java.nio.file.Files} asks of a simulated disk. */
final class SimulatedProvider extends FileSystemProvider {
    private static final FileTime EPOCH = FileTime.fromMillis(0);

    private final SimulatedDisk disk;

    SimulatedProvider(SimulatedDisk disk) {
        this.disk = disk;
    }

    private static String text(Path path) {
        return path.toAbsolutePath().normalize().toString();
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        var name = text(path);
        boolean direct = options.stream().anyMatch(option -> option.toString().equals("DIRECT"));
        if (direct && !(options.contains(StandardOpenOption.WRITE) && disk.offersDirectWrites(name))) {
            throw new UnsupportedOperationException("direct reads");
        }
        if (disk.isFolder(name) && !options.contains(StandardOpenOption.WRITE)) {
            return new SimulatedChannel(disk, name, Optional.empty(), false);
        }
        boolean missing = disk.find(name).isEmpty();
        boolean creates = options.contains(StandardOpenOption.CREATE_NEW)
                || (missing && options.contains(StandardOpenOption.CREATE));
        var file = creates ? disk.create(name) : disk.file(name);
        if (options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
            disk.truncate(file, 0);
        }
        return direct
                ? new DirectChannel(disk, name, file)
                : new SimulatedChannel(disk, name, Optional.of(file), options.contains(StandardOpenOption.SYNC));
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path folder, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        var paths = new ArrayList<Path>();
        for (var name : disk.list(text(folder))) {
            var path = folder.getFileSystem().getPath(name);
            if (filter.accept(path)) {
                paths.add(path);
            }
        }
        return new Listing(paths);
    }

    private record Listing(List<Path> paths) implements DirectoryStream<Path> {
        @Override
        public Iterator<Path> iterator() {
            return paths.iterator();
        }

        @Override
        public void close() {
            // it is a list
        }
    }

    @Override
    public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
        disk.makeFolder(text(folder));
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        disk.link(text(link), text(existing));
    }

    @Override
    public void delete(Path path) throws IOException {
        disk.remove(text(path));
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        disk.rename(text(source), text(target));
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) {
        throw new UnsupportedOperationException("copies");
    }

    @Override
    public boolean isSameFile(Path one, Path other) {
        return text(one).equals(text(other));
    }

    @Override
    public boolean isHidden(Path path) {
        return false;
    }

    @Override
    public FileStore getFileStore(Path path) {
        return new SimulatedStore(disk, text(path));
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        if (!disk.isFolder(text(path))) {
            var _ = disk.file(text(path));
        }
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        var name = text(path);
        if (disk.isFolder(name)) {
            return type.cast(new Attributes(true, 0));
        }
        var file = disk.find(name).orElseThrow(() -> new NoSuchFileException(name));
        return type.cast(new Attributes(false, disk.size(file)));
    }

    private record Attributes(boolean isDirectory, long size) implements BasicFileAttributes {
        @Override
        public FileTime lastModifiedTime() {
            return EPOCH;
        }

        @Override
        public FileTime lastAccessTime() {
            return EPOCH;
        }

        @Override
        public FileTime creationTime() {
            return EPOCH;
        }

        @Override
        public boolean isRegularFile() {
            return !isDirectory;
        }

        @Override
        public boolean isSymbolicLink() {
            return false;
        }

        @Override
        public boolean isOther() {
            return false;
        }

        @Override
        public @Nullable Object fileKey() {
            return null;
        }
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        return null;
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) {
        throw new UnsupportedOperationException("attributes by name");
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) {
        throw new UnsupportedOperationException("attributes");
    }

    @Override
    public String getScheme() {
        return "simulated";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException("a simulated disk makes its own");
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        throw new UnsupportedOperationException("a simulated disk has no address");
    }

    @Override
    public Path getPath(URI uri) {
        throw new UnsupportedOperationException("a simulated disk has no address");
    }
}
