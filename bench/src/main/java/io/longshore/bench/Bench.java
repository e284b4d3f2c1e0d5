package io.longshore.bench;

import io.longshore.bench.peer.Server;
import io.longshore.bench.peer.Shell;
import io.longshore.bench.peer.Storage;
import io.longshore.v1.CreateBackupStorageRequest;
import io.longshore.v1.FileLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a work has to work with: a folder of its own, the disks, and a server.
 *
 * @param folder emptied before and after each work
 */
public record Bench(Path folder, Disks disks, Shell shell, Server server) {
    /** A path in the folder that is not there yet. */
    public Path path(String name) {
        return folder.resolve(name);
    }

    /** An empty folder. */
    public Path emptyFolder(String name) throws IOException {
        var path = folder.resolve(name);
        Shell.delete(path);
        return Files.createDirectories(path);
    }

    /** A new storage of Longshore's in a folder. */
    public Storage storage(String name) throws InterruptedException {
        var request = CreateBackupStorageRequest.newBuilder()
                .setName(name)
                .setFile(FileLocation.newBuilder().setPath(path(name).toString()));
        return Storage.add(server.client(), request.build());
    }
}
