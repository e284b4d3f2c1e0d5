package io.longshore.server.rpc;

import io.longshore.server.secret.SealedSecret;
import io.longshore.server.storage.StorageOperation;
import io.longshore.server.uuid.Uuids;
import io.longshore.v1.ChangeBackupStorageStateRequest;
import io.longshore.v1.CreateBackupStorageRequest;
import io.longshore.v1.EmptyTrashRequest;
import java.util.OptionalLong;
import java.util.function.Function;

/** What callers ask to be done with storages, as the domain's operations. */
final class StorageRequests {
    private StorageRequests() {}

    static StorageOperation.CreateBackupStorage createBackupStorage(
            CreateBackupStorageRequest request, Function<String, SealedSecret> seal) {
        return new StorageOperation.CreateBackupStorage(
                RequestIds.made(request.getUuid(), request.getRequestId(), "storage"),
                request.getName(),
                request.hasDescription() ? request.getDescription() : null,
                LocationProtos.location(request, seal),
                request.hasCapacityBytes() ? OptionalLong.of(request.getCapacityBytes()) : OptionalLong.empty(),
                request.getSystemTagsList(),
                request.getUserTagsList());
    }

    static StorageOperation.ChangeBackupStorageState changeState(ChangeBackupStorageStateRequest request) {
        return new StorageOperation.ChangeBackupStorageState(
                Uuids.normalize(request.getUuid()), StorageProtos.state(request.getState()));
    }

    static StorageOperation.EmptyTrash emptyTrash(EmptyTrashRequest request) {
        return new StorageOperation.EmptyTrash(
                Uuids.normalize(request.getBackupStorageUuid()), request.getTrashIdsList());
    }
}
