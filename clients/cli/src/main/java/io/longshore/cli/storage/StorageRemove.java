package io.longshore.cli.storage;

import io.longshore.cli.command.Invocation;
import io.longshore.cli.command.Uuids;
import io.longshore.cli.output.Resource;
import io.longshore.v1.DeleteBackupStorageRequest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code storage remove}. */
@Command(name = "remove", description = "Forget a storage on which nothing lies. Its files stay where they are.")
public final class StorageRemove implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "STORAGE", description = "Its name or uuid.")
    private String storage = "";

    public StorageRemove(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        try (var server = invocation.connect()) {
            var uuid = server.names().storage(storage);
            var request = DeleteBackupStorageRequest.newBuilder()
                    .setUuid(uuid)
                    .setRequestId(Uuids.random())
                    .build();
            var answer = server.call(() -> server.connection().storages().deleteBackupStorage(request));
            invocation
                    .output()
                    .result(
                            Resource.of(uuid).with(answer),
                            List.of("storage " + storage + " is removed; its files stay where they are"));
            return 0;
        }
    }
}
