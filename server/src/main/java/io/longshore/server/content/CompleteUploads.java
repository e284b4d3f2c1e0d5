package io.longshore.server.content;

import io.longshore.server.task.Caller;

/** Finds uploads of which something can be made. Touches no storage. */
public final class CompleteUploads {
    private CompleteUploads() {}

    /** An upload all of whose bytes are there and that has become nothing yet; {@code UPLOAD_NOT_FOUND}, {@code UPLOAD_INCOMPLETE}, {@code UPLOAD_COMPLETE}. */
    public static Upload find(UploadLifecycle uploads, Caller caller, String uuid) {
        return check(uploads.find(caller, uuid));
    }

    /** The upload, when it is such a one. */
    static Upload check(Upload upload) {
        return switch (upload.state()) {
            case COMPLETE -> upload;
            case WRITING -> throw UploadFailures.incomplete(upload);
            case PUBLISHED -> throw UploadFailures.complete(upload);
        };
    }
}
