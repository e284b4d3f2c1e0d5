package io.longshore.server.storage;

import io.longshore.server.driver.StorageBusyException;
import io.longshore.server.driver.StorageFullException;
import io.longshore.server.driver.StorageUnavailableException;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.task.TaskSuspendedException;
import io.longshore.server.transfer.TransferFailures;
import java.io.IOException;
import java.util.Map;

/** What a storage's refusals are for a task that meets them outside a transfer. */
public final class StorageFailures {
    private StorageFailures() {}

    /** The exception to throw in a task's work: one that suspends it where room must be made first, else one that it fails with. */
    public static RuntimeException of(String backupStorageUuid, IOException e) {
        return switch (e) {
            case StorageFullException full ->
                new TaskSuspendedException("backup storage " + backupStorageUuid + " is full", full);
            case StorageUnavailableException silent ->
                new TaskSuspendedException(
                        "backup storage " + backupStorageUuid + " does not answer: " + silent.getMessage(), silent);
            case StorageBusyException busy -> busy(backupStorageUuid, busy);
            default -> TransferFailures.failure(e, backupStorageUuid);
        };
    }

    private static FailureException busy(String backupStorageUuid, StorageBusyException e) {
        return new FailureException(
                Reason.STORAGE_BUSY,
                "backup storage " + backupStorageUuid + " is busy: " + e.getMessage(),
                Map.of("backupStorageUuid", backupStorageUuid),
                e);
    }
}
