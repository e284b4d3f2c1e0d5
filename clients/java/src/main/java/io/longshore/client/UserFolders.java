package io.longshore.client;

import java.nio.file.Path;
import java.util.Map;

/** The user's folders after the XDG Base Directory Specification. */
final class UserFolders {
    private UserFolders() {}

    /** {@code $<variable>/longshore}, or {@code ~/<fallback>/longshore} where the variable is not set to an absolute path. */
    static Path of(Map<String, String> environment, String variable, String fallback) {
        var named = environment.getOrDefault(variable, "");
        // The specification has relative paths ignored.
        var base = named.startsWith("/")
                ? Path.of(named)
                : Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")))
                        .resolve(fallback);
        return base.resolve("longshore");
    }
}
