package io.longshore.server.driver.zstore.blob;

import java.io.IOException;
import java.util.Set;

/** The list of what may pass by itself: everything else is told at once. */
final class Retryable {
    private static final Set<String> CODES = Set.of(
            RemoteException.CONNECTION,
            RemoteException.TIMEOUT,
            // statuses of HTTP: asked too slowly, too often, or the server has trouble of its own
            "http 408",
            "http 429",
            "http 500",
            "http 502",
            "http 503",
            "http 504",
            // S3's codes whose status says less
            "s3 RequestTimeout", // 400: our bytes came too slowly
            "s3 IncompleteBody", // 400: some did not come
            "s3 BadDigest", // 400: others came than were sent
            "s3 ConditionalRequestConflict", // 409: another put of the key was under way
            "s3 OperationAborted", // 409: another change was
            // SFTP's statuses
            "sftp 6", // SSH_FX_NO_CONNECTION
            "sftp 7"); // SSH_FX_CONNECTION_LOST

    private Retryable() {}

    static boolean test(IOException failure) {
        return failure instanceof RemoteException remote && CODES.contains(remote.code());
    }
}
