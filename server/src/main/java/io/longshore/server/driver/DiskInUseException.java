package io.longshore.server.driver;

import java.io.IOException;
import java.util.List;

/**
 * Something outside needs the disk, such as clones made of it; the message names the first {@value #MAX_NAMED} of them. Nothing was changed.
 */
public final class DiskInUseException extends IOException {
    /** A disk may have thousands of clones, and a message has its bound. */
    static final int MAX_NAMED = 20;

    private static final long serialVersionUID = 1L;

    /**
     * Says who needs a disk.
     *
     * @param disk what it is called
     * @param users who needs it, as {@link StorageDriver#users} tells
     */
    public DiskInUseException(String disk, List<String> users) {
        super(disk + ": is needed by " + named(users) + " (expected: by nothing)");
    }

    private static String named(List<String> users) {
        var first = String.join(", ", users.subList(0, Math.min(users.size(), MAX_NAMED)));
        return users.size() <= MAX_NAMED ? first : first + " and " + (users.size() - MAX_NAMED) + " more";
    }
}
