package io.longshore.server.driver.zstore.blob;

import io.longshore.server.driver.ReadMode;
import io.longshore.server.driver.promise.Finding;
import io.longshore.server.driver.promise.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** Tries what a file system is relied on for, beside what every store promises. */
final class FileTrials {
    private final FileBlobStore store;
    private final String folder;

    FileTrials(FileBlobStore store, String folder) {
        this.store = store;
        this.folder = folder;
    }

    List<Trial> all() {
        return List.of(
                new Trial("folders-flushed", "The names in a folder can be made durable.", this::flushed),
                new Trial("links", "A name can be given to a whole file unless it is taken.", this::links),
                new Trial("direct-reads", "What was written can be read past the system's cache.", this::direct));
    }

    private Finding flushed() throws IOException {
        Files.createDirectories(store.path(folder));
        try {
            Folders.flush(store.path(folder));
            return Finding.HOLDS;
        } catch (IOException e) {
            return Finding.broken("fsync of a folder: " + e.getMessage() + ": a crash may take names back");
        }
    }

    private Finding links() throws IOException {
        var one = Files.writeString(Files.createDirectories(store.path(folder)).resolve("link-one"), "one");
        try {
            Files.createLink(one.resolveSibling("link-two"), one);
            return Finding.HOLDS;
        } catch (UnsupportedOperationException | IOException e) {
            return Finding.notOffered("no hard links (" + e.getMessage()
                    + "): a crash may leave a part of a small file, which its checksum tells");
        }
    }

    private Finding direct() throws IOException {
        var key = new BlobKey(folder + "/direct");
        store.putIfAbsent(key, new byte[8192]);
        try (var stream = store.stream(key)) {
            return stream.mode() == ReadMode.DIRECT
                    ? Finding.HOLDS
                    : Finding.notOffered("no direct reads: what is read back may come from the system's cache");
        }
    }
}
