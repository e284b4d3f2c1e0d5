package io.longshore.server.driver.zstore.blob;

import java.util.regex.Pattern;

/**
 * Names a blob: parts of lower-case letters, digits, dots and dashes, joined by slashes.
 *
 * @param path at most 200 characters; no part starts with a dot, none ends with {@code .tmp}
 */
public record BlobKey(String path) {
    private static final Pattern SHAPE = Pattern.compile("[a-z0-9-][a-z0-9.-]*(/[a-z0-9-][a-z0-9.-]*)*");

    public BlobKey {
        if (path.length() > 200 || !SHAPE.matcher(path).matches() || path.endsWith(".tmp")) {
            throw new IllegalArgumentException(
                    "blob key: " + path + " (expected: at most 200 of a-z, 0-9, dot, dash and slash)");
        }
    }

    /** What stands behind the last slash. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    @Override
    public String toString() {
        return path;
    }
}
