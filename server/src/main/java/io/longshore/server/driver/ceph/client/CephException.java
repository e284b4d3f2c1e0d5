package io.longshore.server.driver.ceph.client;

import io.longshore.server.driver.StorageFullException;
import io.longshore.server.driver.StorageUnavailableException;
import java.io.IOException;
import java.util.Map;

/** librados or librbd refused a call. */
public final class CephException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Linux' numbers, whatever the system: the library passes on what the OSDs say. */
    public static final int ENOENT = 2;

    static final int EIO = 5;
    public static final int EBUSY = 16;
    public static final int EEXIST = 17;
    static final int EINVAL = 22;
    static final int ENOSPC = 28;
    static final int EROFS = 30;
    static final int ERANGE = 34;
    static final int EDQUOT = 122;
    static final int ECANCELED = 125;
    private static final int ESHUTDOWN = 108;
    private static final int ETIMEDOUT = 110;
    private static final int ENOTCONN = 107;

    private static final Map<Integer, String> WORDS = Map.of(
            1,
            "not permitted",
            ENOENT,
            "not there",
            EIO,
            "input/output error",
            13,
            "the user or its key is refused",
            EBUSY,
            "in use",
            EEXIST,
            "there already",
            EINVAL,
            "not accepted",
            EROFS,
            "read-only",
            95,
            "not supported by the cluster");

    private final int errno;

    private CephException(String message, int errno) {
        super(message);
        this.errno = errno;
    }

    /** Linux' number of the error. */
    public int errno() {
        return errno;
    }

    /** The exception for what a call returned: one of the driver's where it has one for that. */
    static IOException of(String call, String what, int result) {
        int errno = -result;
        var where = what + ": " + call + " failed with errno " + errno + ", ";
        return switch (errno) {
            case ENOSPC, EDQUOT -> new StorageFullException(where + "the cluster or the pool is full");
            case ETIMEDOUT -> new StorageUnavailableException(where + "no answer in time from a monitor or an OSD");
            case ENOTCONN -> new StorageUnavailableException(where + "not connected");
            case ESHUTDOWN ->
                new ShutOutException(where + "the cluster has shut this client out, for another took over");
            default -> new CephException(where + WORDS.getOrDefault(errno, "see errno(3)"), errno);
        };
    }
}
