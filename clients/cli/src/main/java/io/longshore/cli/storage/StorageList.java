package io.longshore.cli.storage;

import io.longshore.cli.command.Invocation;
import io.longshore.cli.command.Pages;
import io.longshore.cli.output.Resource;
import io.longshore.cli.output.Table;
import io.longshore.cli.output.Words;
import io.longshore.v1.ListBackupStoragesRequest;
import io.longshore.v1.ListBackupStoragesResponse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code storage list}. */
@Command(name = "list", description = "List the storages.")
public final class StorageList implements Callable<Integer> {
    private final Invocation invocation;

    public StorageList(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        try (var server = invocation.connect()) {
            var request = ListBackupStoragesRequest.newBuilder().setPageSize(Pages.SIZE);
            var storages = Pages.all(
                    token -> server.call(() -> server.connection()
                            .storages()
                            .listBackupStorages(request.setPageToken(token).build())),
                    ListBackupStoragesResponse::getBackupStoragesList,
                    ListBackupStoragesResponse::getNextPageToken);
            var table = new Table("NAME", "STATE", "STATUS", ">USED", ">AVAILABLE", "PATH", "UUID");
            storages.forEach(storage -> table.row(
                    storage.getName(),
                    Words.constant(storage.getState()),
                    Words.constant(storage.getStatus()),
                    Words.bytes(storage.getCapacity().getUsedBytes()),
                    Words.bytes(storage.getCapacity().getAvailableBytes()),
                    StorageText.place(storage),
                    storage.getUuid()));
            invocation
                    .output()
                    .list(
                            storages.stream().map(Resource::of).toList(),
                            table,
                            "There is no storage yet: longshore storage add NAME --path DIR");
            return 0;
        }
    }
}
