package io.longshore.client;

import io.longshore.v1.Upload;

/** Hears how far a file's way to or from the server has come. Called often, by the thread that moves the bytes: must be quick. */
@FunctionalInterface
public interface TransferListener {
    /** Hears nothing. */
    TransferListener NONE = (_, _, _) -> {};

    /**
     * So far {@code doneBytes} of {@code totalBytes} are through; {@code skippedBytes} of them were zeros and not moved. After a
     * lost connection the first number may fall.
     */
    void moved(long doneBytes, long totalBytes, long skippedBytes);

    /** The server knows an upload from now on. Not called for downloads. */
    default void begun(Upload upload) {}
}
