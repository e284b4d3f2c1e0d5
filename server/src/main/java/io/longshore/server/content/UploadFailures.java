package io.longshore.server.content;

import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.transfer.DestinationFullException;
import java.util.Map;

/** The refusals that several classes of this package have in common. */
final class UploadFailures {
    private UploadFailures() {}

    static FailureException notFound(String uuid) {
        return new FailureException(
                Reason.UPLOAD_NOT_FOUND, "no upload has the uuid " + uuid, Map.of("uploadUuid", uuid));
    }

    static FailureException incomplete(Upload upload) {
        return new FailureException(
                Reason.UPLOAD_INCOMPLETE,
                "upload " + upload.uuid() + " has " + upload.committedBytes() + " bytes (expected: "
                        + upload.sizeBytes() + ")",
                Map.of(
                        "uploadUuid",
                        upload.uuid(),
                        "committedBytes",
                        Long.toString(upload.committedBytes()),
                        "sizeBytes",
                        Long.toString(upload.sizeBytes())));
    }

    /** All its bytes are there, or it has become something already. */
    static FailureException complete(Upload upload) {
        return new FailureException(
                Reason.UPLOAD_COMPLETE,
                "upload " + upload.uuid()
                        + (upload.state() == Upload.State.PUBLISHED
                                ? " has become an image or a backup already (expected: one that has not)"
                                : " has all its bytes (expected: one that lacks some)"),
                Map.of("uploadUuid", upload.uuid(), "state", upload.state().name()));
    }

    static FailureException offset(Upload upload, long offset, long committedBytes) {
        return new FailureException(
                Reason.UPLOAD_OFFSET_MISMATCH,
                "offset: " + offset + " (expected: " + committedBytes + ", where upload " + upload.uuid() + " goes on)",
                Map.of("uploadUuid", upload.uuid(), "committedBytes", Long.toString(committedBytes)));
    }

    static FailureException tooLong(Upload upload, long position, long bytes) {
        return new FailureException(
                Reason.UPLOAD_TOO_LONG,
                "upload " + upload.uuid() + ": " + bytes + " bytes at offset " + position + " (expected: at most "
                        + (upload.sizeBytes() - position) + ")",
                Map.of("uploadUuid", upload.uuid(), "sizeBytes", Long.toString(upload.sizeBytes())));
    }

    static FailureException takenOver(String uuid) {
        return new FailureException(
                Reason.UPLOAD_TAKEN_OVER, "another call writes to upload " + uuid, Map.of("uploadUuid", uuid));
    }

    static FailureException digest(Upload upload, String what, String expected, String found) {
        return new FailureException(
                Reason.DIGEST_MISMATCH,
                "upload " + upload.uuid() + ": the " + what + " is " + found + " (expected: " + expected + ")",
                Map.of("uploadUuid", upload.uuid(), "expected", expected, "found", found));
    }

    static FailureException full(Upload upload, DestinationFullException e) {
        return new FailureException(
                Reason.STORAGE_FULL,
                "backup storage " + upload.backupStorageUuid() + " is full (expected: room for upload " + upload.uuid()
                        + ")",
                Map.of("backupStorageUuid", upload.backupStorageUuid(), "uploadUuid", upload.uuid()),
                e);
    }
}
