package io.longshore.rest.facade;

import io.longshore.v1.BackupStorage;
import io.longshore.v1.BackupStorageServiceGrpc;
import io.longshore.v1.ListBackupStoragesRequest;
import java.util.ArrayList;
import java.util.List;

/** Looks at backup storages. */
final class Storages {
    private Storages() {}

    /** All of them, oldest first. */
    static List<BackupStorage> all(Call call) {
        var storages = new ArrayList<BackupStorage>();
        var token = "";
        do {
            var page = call.unary(
                    BackupStorageServiceGrpc.getListBackupStoragesMethod(),
                    ListBackupStoragesRequest.newBuilder()
                            .setPageSize(Pages.MAX_SIZE)
                            .setPageToken(token)
                            .build());
            storages.addAll(page.getBackupStoragesList());
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        return storages;
    }
}
