package io.longshore.server.driver.zstore.blob.sftp;

import io.longshore.server.driver.promise.Finding;
import io.longshore.server.driver.promise.Trial;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;

/** Tries what an SFTP server is relied on for, beside what every store promises. */
final class SftpTrials {
    private final SftpBlobStore store;
    private final String folder;

    /** @param folder of the host, for the trials alone */
    SftpTrials(SftpBlobStore store, String folder) {
        this.store = store;
        this.folder = folder;
    }

    List<Trial> all() {
        return List.of(
                new Trial(
                        "files-flushed",
                        "The host flushes a file to its device when it is asked to (fsync@openssh.com).",
                        () -> store.pool()
                                        .use(
                                                folder,
                                                connection -> connection.fsync().isPresent())
                                ? Finding.HOLDS
                                : Finding.notOffered(SftpBlobStore.NO_FSYNC)),
                new Trial(
                        "folders-flushed",
                        "The host flushes the names in a folder, too.",
                        () -> store.folders().tryFlush()
                                ? Finding.HOLDS
                                : Finding.notOffered(SftpBlobStore.NO_FOLDER_FSYNC)),
                new Trial("rename-keeps", "A rename does not replace what has the name.", this::rename));
    }

    private Finding rename() throws IOException {
        store.folders().ensure(folder);
        var one = folder + "/rename-one";
        var two = folder + "/rename-two";
        write(one);
        write(two);
        try {
            store.rename(one, two);
            return Finding.broken("it replaced a file: two deployments could take this storage at the same time");
        } catch (FileAlreadyExistsException _) {
            return Finding.HOLDS;
        }
    }

    private void write(String path) throws IOException {
        try (var writer = new SftpBlobWriter(store, path, "trial").start()) {
            writer.write(ByteBuffer.allocate(10));
            writer.commit();
        }
    }
}
