package io.longshore.server.transfer;

import io.longshore.server.driver.CorruptBlockException;
import io.longshore.server.driver.StorageFullException;
import io.longshore.server.driver.StorageUnavailableException;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** Turns what a storage failed with during a transfer into what callers can act on. */
final class StorageFailures {
    private StorageFailures() {}

    static RuntimeException of(IOException failure, UUID storage) {
        return switch (failure) {
            case StorageFullException full -> new DestinationFullException(storage, full);
            case StorageUnavailableException silent ->
                new FailureException(
                        Reason.STORAGE_DISCONNECTED,
                        "storage " + Uuids.of(storage) + ": " + text(silent),
                        Map.of("storageUuid", Uuids.of(storage)),
                        silent);
            case CorruptBlockException corrupt ->
                new FailureException(
                        Reason.DIGEST_MISMATCH,
                        text(corrupt),
                        Map.of(
                                "storageUuid",
                                Uuids.of(storage),
                                "digest",
                                corrupt.digest().hex(),
                                "pack",
                                corrupt.pack()),
                        corrupt);
            default ->
                new FailureException(
                        Reason.STORAGE_ERROR,
                        "storage " + Uuids.of(storage) + ": " + text(failure),
                        Map.of("storageUuid", Uuids.of(storage)),
                        failure);
        };
    }

    private static String text(IOException failure) {
        return Objects.requireNonNullElse(
                failure.getMessage(), failure.getClass().getSimpleName());
    }
}
