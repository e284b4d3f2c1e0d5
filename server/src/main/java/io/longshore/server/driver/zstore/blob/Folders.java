package io.longshore.server.driver.zstore.blob;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Makes folders so that they survive a crash, and flushes them after a change of names in them. */
final class Folders {
    private final Path root;
    private final Set<Path> durable = ConcurrentHashMap.newKeySet();

    Folders(Path root) {
        this.root = root;
        durable.add(root);
    }

    /** Makes the folder and its parents up to the root; returns when they are durable. */
    void ensure(Path folder) throws IOException {
        if (durable.contains(folder)) {
            return;
        }
        if (!folder.startsWith(root)) {
            throw new IllegalArgumentException("folder: " + folder + " (expected: below " + root + ")");
        }
        ensure(of(folder));
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
        flush(of(folder)); // also where it was there: whoever made it may not have come to this
        durable.add(folder);
    }

    /** A folder is removed, and those below it: they have to be made again. */
    void forget(Path folder) {
        durable.removeIf(known -> known.startsWith(folder));
    }

    /** The folder that a file below the root lies in. */
    static Path of(Path file) {
        return Objects.requireNonNull(file.getParent(), "the root of a file system lies in no folder");
    }

    /** Returns when the names in the folder are durable. */
    static void flush(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
