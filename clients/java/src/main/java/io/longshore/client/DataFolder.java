package io.longshore.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The folder of a server on this machine, for what it leaves there to be found: {@code endpoints.json} and {@code
 * admin-password}. A file that is absent, or that this user may not read, is no error.
 */
public record DataFolder(Path path) {
    private static final Pattern GRPC = Pattern.compile("\"grpc\"\\s*:\\s*\"([^\"]+)\"");

    /** The folder that servers use where nobody says: the same rule as the server's. */
    public static DataFolder standard(Map<String, String> environment) {
        var named = environment.getOrDefault("LONGSHORE_DATA", "");
        if (!named.isEmpty()) {
            return new DataFolder(Path.of(named));
        }
        return new DataFolder(UserFolders.of(environment, "XDG_DATA_HOME", ".local/share"));
    }

    /** Where the folder's server serves, or last served. */
    public Optional<ServerAddress> endpoint() {
        return read("endpoints.json").flatMap(text -> {
            var matcher = GRPC.matcher(text);
            return matcher.find() ? Optional.of(ServerAddress.parse(matcher.group(1))) : Optional.empty();
        });
    }

    /** The first password of the account {@code admin}, where the server made it. */
    public Optional<String> adminPassword() {
        return read("admin-password").map(String::strip).filter(password -> !password.isEmpty());
    }

    private Optional<String> read(String name) {
        try {
            return Optional.of(Files.readString(path.resolve(name)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // another user's: then it is not ours to use
        }
    }
}
