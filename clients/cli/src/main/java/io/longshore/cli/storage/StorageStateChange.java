package io.longshore.cli.storage;

import io.longshore.cli.command.Invocation;
import io.longshore.cli.command.Uuids;
import io.longshore.cli.output.Resource;
import io.longshore.v1.BackupStorageState;
import io.longshore.v1.ChangeBackupStorageStateRequest;
import java.util.List;

/** What {@code storage enable} and {@code storage disable} do. */
final class StorageStateChange {
    private StorageStateChange() {}

    static int make(Invocation invocation, String storage, BackupStorageState state) throws Exception {
        try (var server = invocation.connect()) {
            var request = ChangeBackupStorageStateRequest.newBuilder()
                    .setUuid(server.names().storage(storage))
                    .setState(state)
                    .setRequestId(Uuids.random())
                    .build();
            var changed = server.call(() -> server.connection().storages().changeBackupStorageState(request))
                    .getBackupStorage();
            invocation.output().result(Resource.of(changed), List.of(StorageText.line(changed)));
            return 0;
        }
    }
}
