package io.longshore.server.crash.disk;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import org.jspecify.annotations.Nullable;

/** A path on a simulated disk: a path of this machine, of which only the name counts. */
record SimulatedPath(SimulatedFileSystem system, Path name) implements Path {
    private Path wrap(Path other) {
        return new SimulatedPath(system, other);
    }

    static Path bare(Path path) {
        return path instanceof SimulatedPath simulated ? simulated.name : path;
    }

    @Override
    public FileSystem getFileSystem() {
        return system;
    }

    @Override
    public boolean isAbsolute() {
        return name.isAbsolute();
    }

    @Override
    public @Nullable Path getRoot() {
        return name.getRoot() == null ? null : wrap(name.getRoot());
    }

    @Override
    public @Nullable Path getFileName() {
        return name.getFileName() == null ? null : wrap(name.getFileName());
    }

    @Override
    public @Nullable Path getParent() {
        return name.getParent() == null ? null : wrap(name.getParent());
    }

    @Override
    public int getNameCount() {
        return name.getNameCount();
    }

    @Override
    public Path getName(int index) {
        return wrap(name.getName(index));
    }

    @Override
    public Path subpath(int begin, int end) {
        return wrap(name.subpath(begin, end));
    }

    @Override
    public boolean startsWith(Path other) {
        return name.startsWith(bare(other));
    }

    @Override
    public boolean endsWith(Path other) {
        return name.endsWith(bare(other));
    }

    @Override
    public Path normalize() {
        return wrap(name.normalize());
    }

    @Override
    public Path resolve(Path other) {
        return wrap(name.resolve(bare(other)));
    }

    @Override
    public Path relativize(Path other) {
        return wrap(name.relativize(bare(other)));
    }

    @Override
    public URI toUri() {
        throw new UnsupportedOperationException("a simulated path has no address");
    }

    @Override
    public Path toAbsolutePath() {
        return wrap(name.toAbsolutePath());
    }

    @Override
    public Path toRealPath(LinkOption... options) {
        return toAbsolutePath();
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers)
            throws IOException {
        throw new UnsupportedOperationException("nobody watches a simulated disk");
    }

    @Override
    public int compareTo(Path other) {
        return name.compareTo(bare(other));
    }

    @Override
    public String toString() {
        return name.toString();
    }
}
