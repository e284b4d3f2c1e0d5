package io.longshore.server.rpc;

import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.storage.BackupStorage.Location;
import io.longshore.server.storage.StorageOperation;
import io.longshore.server.uuid.Uuids;
import io.longshore.v1.ChangeBackupStorageStateRequest;
import io.longshore.v1.CreateBackupStorageRequest;
import io.longshore.v1.EmptyTrashRequest;
import io.longshore.v1.FileLocation;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;

/** What callers ask to be done with storages, as the domain's operations. */
final class StorageRequests {
    /** The original API's bound for a storage's url. */
    private static final int MAX_PATH = 2048;

    private StorageRequests() {}

    static StorageOperation.CreateBackupStorage createBackupStorage(CreateBackupStorageRequest request) {
        return new StorageOperation.CreateBackupStorage(
                RequestIds.made(request.getUuid(), request.getRequestId(), "storage"),
                request.getName(),
                request.hasDescription() ? request.getDescription() : null,
                location(request),
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

    private static Location location(CreateBackupStorageRequest request) {
        return switch (request.getLocationCase()) {
            case FILE -> new Location.File(path(request.getFile()));
            case LOCATION_NOT_SET -> throw ConditionProtos.unset("location", "none");
        };
    }

    /** The folder; what {@code ..} in it would lead to is settled here, once. */
    private static Path path(FileLocation location) {
        var text = location.getPath();
        try {
            var path = Path.of(text);
            if (path.isAbsolute() && text.length() <= MAX_PATH) {
                return path.normalize();
            }
        } catch (InvalidPathException _) {
            // Refused as any other text that is no path.
        }
        throw new FailureException(
                Reason.INVALID_ARGUMENT,
                "file.path: " + ErrorStatuses.middleOut(text, 256) + " (expected: an absolute path of at most "
                        + MAX_PATH + " characters)",
                Map.of("field", "file.path"));
    }
}
