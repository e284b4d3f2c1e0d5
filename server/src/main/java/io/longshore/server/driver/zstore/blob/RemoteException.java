package io.longshore.server.driver.zstore.blob;

import java.io.IOException;

/** What another machine that keeps blobs answered, or that it did not answer. */
public final class RemoteException extends IOException {
    /** No connection could be made, or it broke. */
    public static final String CONNECTION = "connection";

    /** No answer within the time that the settings give. */
    public static final String TIMEOUT = "timeout";

    private static final long serialVersionUID = 1L;

    private final String code;

    /**
     * Keeps the native code.
     *
     * @param code {@link #CONNECTION}, {@link #TIMEOUT}, or what the server said: {@code http 503}, {@code s3 SlowDown},
     *     {@code sftp 4}
     */
    public RemoteException(String code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** What it is, for {@link Retryable} and for operators. */
    public String code() {
        return code;
    }

    @Override
    public String getMessage() {
        return super.getMessage() + " (" + code + ")";
    }
}
