package io.longshore.cli.storage.place;

import io.longshore.v1.CreateBackupStorageRequest;
import io.longshore.v1.FileLocation;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** A folder on the server. */
final class FolderPlace implements Place.Kind {
    @Option(
            names = "--path",
            paramLabel = "DIR",
            required = true,
            description = "The folder, as the server sees it: empty or not there yet.")
    private Path path = Path.of("");

    @Override
    public void put(CreateBackupStorageRequest.Builder request, StorageSecret secret) {
        // Relative to where the user is: on another machine only an absolute path can mean something.
        request.setFile(FileLocation.newBuilder()
                .setPath(path.toAbsolutePath().normalize().toString()));
    }
}
