package io.longshore.bench;

import io.longshore.bench.peer.Cluster;
import io.longshore.bench.peer.Server;
import io.longshore.bench.peer.Shell;
import io.longshore.bench.peer.Storage;
import io.longshore.v1.CreateBackupStorageRequest;
import io.longshore.v1.FileLocation;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a work has to work with: a folder of its own, the disks, and a server.
 *
 * @param folder emptied before and after each work
 * @param clusters of Ceph, as many as the user has named
 * @param opened what is closed when the work is done
 */
public record Bench(
        Path folder, Disks disks, Shell shell, Server server, List<Cluster> clusters, List<Closeable> opened)
        implements Closeable {
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

    /** Has something closed when the work is done. */
    public <T extends Closeable> T closing(T resource) {
        opened.add(resource);
        return resource;
    }

    @Override
    public void close() throws IOException {
        for (var resource : opened.reversed()) {
            resource.close();
        }
    }
}
