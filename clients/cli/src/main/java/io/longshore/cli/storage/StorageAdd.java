package io.longshore.cli.storage;

import io.longshore.cli.command.Invocation;
import io.longshore.cli.command.SizeConverter;
import io.longshore.cli.command.Uuids;
import io.longshore.cli.output.Resource;
import io.longshore.v1.CreateBackupStorageRequest;
import io.longshore.v1.FileLocation;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code storage add}. */
@Command(name = "add", description = "Add a storage: a folder on the server, empty or not there yet.")
public final class StorageAdd implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "NAME", description = "What to call it; no other storage may have the name.")
    private String name = "";

    @Option(names = "--path", paramLabel = "DIR", required = true, description = "The folder, as the server sees it.")
    private Path path = Path.of("");

    @Option(
            names = "--capacity",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description = "The most that it may hold, such as 500G. Default: what its file system has.")
    private @Nullable Long capacity;

    @Option(names = "--description", paramLabel = "TEXT", description = "For people.")
    private @Nullable String description;

    public StorageAdd(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        try (var server = invocation.connect()) {
            var request = CreateBackupStorageRequest.newBuilder()
                    .setName(name)
                    // Relative to where the user is: on another machine only an absolute path can mean something.
                    .setFile(FileLocation.newBuilder()
                            .setPath(path.toAbsolutePath().normalize().toString()))
                    .setRequestId(Uuids.random());
            if (capacity != null) {
                request.setCapacityBytes(capacity);
            }
            if (description != null) {
                request.setDescription(description);
            }
            var storage = server.call(() -> server.connection().storages().createBackupStorage(request.build()))
                    .getBackupStorage();
            invocation.output().result(Resource.of(storage), List.of(StorageText.line(storage)));
            return 0;
        }
    }
}
