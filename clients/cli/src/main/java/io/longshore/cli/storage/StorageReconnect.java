package io.longshore.cli.storage;

import io.longshore.cli.command.Invocation;
import io.longshore.cli.command.Uuids;
import io.longshore.cli.output.Resource;
import io.longshore.v1.ReconnectBackupStorageRequest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code storage reconnect}. */
@Command(name = "reconnect", description = "Ask a storage now whether it answers.")
public final class StorageReconnect implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "STORAGE", description = "Its name or uuid.")
    private String storage = "";

    public StorageReconnect(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        try (var server = invocation.connect()) {
            var request = ReconnectBackupStorageRequest.newBuilder()
                    .setUuid(server.names().storage(storage))
                    .setRequestId(Uuids.random())
                    .build();
            var connected = server.call(() -> server.connection().storages().reconnectBackupStorage(request))
                    .getBackupStorage();
            invocation.output().result(Resource.of(connected), List.of(StorageText.line(connected)));
            return 0;
        }
    }
}
