package io.longshore.server.transfer;

import io.longshore.server.driver.CorruptBlockException;
import io.longshore.server.driver.DiskInUseException;
import io.longshore.server.driver.NoSuchDiskException;
import io.longshore.server.driver.StorageFullException;
import io.longshore.server.driver.StorageUnavailableException;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** Turns what a storage failed with into what callers can act on. */
public final class TransferFailures {
    private static final String STORAGE = "backupStorageUuid";

    private TransferFailures() {}

    /** What a transfer fails with: {@link DestinationFullException}, {@code STORAGE_DISCONNECTED}, or as {@link #failure} says. */
    static RuntimeException of(IOException e, UUID storage) {
        var uuid = Uuids.of(storage);
        return switch (e) {
            case StorageFullException full -> new DestinationFullException(storage, full);
            case StorageUnavailableException silent ->
                new FailureException(
                        Reason.STORAGE_DISCONNECTED,
                        "backup storage " + uuid + ": " + text(silent),
                        Map.of(STORAGE, uuid),
                        silent);
            default -> failure(e, uuid);
        };
    }

    /** {@code DIGEST_MISMATCH} where the storage lost or changed what it had, {@code DISK_IN_USE} where something outside needs a disk, {@code STORAGE_ERROR} for anything else. */
    public static FailureException failure(IOException e, String backupStorageUuid) {
        return switch (e) {
            case CorruptBlockException corrupt ->
                new FailureException(
                        Reason.DIGEST_MISMATCH,
                        "backup storage " + backupStorageUuid + ": " + text(corrupt),
                        Map.of(
                                STORAGE,
                                backupStorageUuid,
                                "digest",
                                corrupt.digest().hex(),
                                "pack",
                                corrupt.pack()),
                        corrupt);
            case DiskInUseException used -> failure(Reason.DISK_IN_USE, used, backupStorageUuid);
            case NoSuchDiskException missing -> failure(Reason.DIGEST_MISMATCH, missing, backupStorageUuid);
            default -> failure(Reason.STORAGE_ERROR, e, backupStorageUuid);
        };
    }

    private static FailureException failure(Reason reason, IOException e, String backupStorageUuid) {
        return new FailureException(
                reason, "backup storage " + backupStorageUuid + ": " + text(e), Map.of(STORAGE, backupStorageUuid), e);
    }

    private static String text(IOException failure) {
        return Objects.requireNonNullElse(
                failure.getMessage(), failure.getClass().getSimpleName());
    }
}
