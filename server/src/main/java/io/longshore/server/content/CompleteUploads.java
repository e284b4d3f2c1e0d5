package io.longshore.server.content;

import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.task.Caller;
import java.util.Map;

/** Finds uploads of which something can be made. Touches no storage. */
public final class CompleteUploads {
    private CompleteUploads() {}

    /** An upload all of whose bytes are there and that has become nothing yet; {@code UPLOAD_NOT_FOUND}, {@code UPLOAD_INCOMPLETE}, {@code UPLOAD_COMPLETE}. */
    public static Upload find(UploadLifecycle uploads, Caller caller, String uuid) {
        var upload = uploads.find(caller, uuid);
        return switch (upload.state()) {
            case COMPLETE -> upload;
            case WRITING ->
                throw new FailureException(
                        Reason.UPLOAD_INCOMPLETE,
                        "upload " + uuid + " has " + upload.committedBytes() + " bytes (expected: " + upload.sizeBytes()
                                + ")",
                        Map.of(
                                "uploadUuid",
                                uuid,
                                "committedBytes",
                                Long.toString(upload.committedBytes()),
                                "sizeBytes",
                                Long.toString(upload.sizeBytes())));
            case PUBLISHED ->
                throw new FailureException(
                        Reason.UPLOAD_COMPLETE,
                        "upload " + uuid + " has become an image or a backup already (expected: one that has not)",
                        Map.of("uploadUuid", uuid, "state", upload.state().name()));
        };
    }
}
