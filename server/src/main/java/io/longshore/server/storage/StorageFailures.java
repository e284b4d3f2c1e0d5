package io.longshore.server.storage;

import io.longshore.server.driver.CorruptBlockException;
import io.longshore.server.driver.NoSuchDiskException;
import io.longshore.server.driver.StorageBusyException;
import io.longshore.server.driver.StorageFullException;
import io.longshore.server.driver.StorageUnavailableException;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.task.TaskSuspendedException;
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
            case CorruptBlockException corrupt -> failure(Reason.DIGEST_MISMATCH, backupStorageUuid, corrupt);
            case NoSuchDiskException missing -> failure(Reason.DIGEST_MISMATCH, backupStorageUuid, missing);
            case StorageBusyException busy -> failure(Reason.STORAGE_BUSY, backupStorageUuid, busy);
            default -> failure(Reason.STORAGE_ERROR, backupStorageUuid, e);
        };
    }

    private static FailureException failure(Reason reason, String backupStorageUuid, IOException e) {
        return new FailureException(
                reason,
                "backup storage " + backupStorageUuid + " failed: " + e.getMessage(),
                Map.of("backupStorageUuid", backupStorageUuid),
                e);
    }
}
