package io.longshore.cli.storage;

import io.longshore.cli.command.Invocation;
import io.longshore.cli.output.Resource;
import io.longshore.v1.GetBackupStorageRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code storage show}. */
@Command(name = "show", description = "Tell all about a storage.")
public final class StorageShow implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "STORAGE", description = "Its name or uuid.")
    private String storage = "";

    public StorageShow(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        try (var server = invocation.connect()) {
            var request = GetBackupStorageRequest.newBuilder()
                    .setUuid(server.names().storage(storage))
                    .build();
            var found = server.call(() -> server.connection().storages().getBackupStorage(request))
                    .getBackupStorage();
            invocation.output().result(Resource.of(found), StorageText.details(found));
            return 0;
        }
    }
}
