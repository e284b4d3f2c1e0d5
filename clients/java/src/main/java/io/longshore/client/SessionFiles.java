package io.longshore.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/**
 * The sessions that this user has with servers, one file a server, readable by this user alone. Several programs may use
 * the folder at once: a file is replaced whole, and the last one wins.
 */
public final class SessionFiles {
    private final Path folder;

    public SessionFiles(Path folder) {
        this.folder = folder;
    }

    /** The user's own, under {@code $XDG_STATE_HOME} or {@code ~/.local/state}. */
    public static SessionFiles standard(Map<String, String> environment) {
        return new SessionFiles(UserFolders.of(environment, "XDG_STATE_HOME", ".local/state"));
    }

    /** The session kept for a server, expired or not; empty where there is none. */
    public Optional<KeptSession> load(ServerAddress server) throws IOException {
        try {
            var lines = Files.readAllLines(file(server));
            return lines.size() < 2 ? Optional.empty() : Optional.of(new KeptSession(lines.get(0), lines.get(1)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Keeps a session in place of the one kept before. */
    public void save(ServerAddress server, KeptSession session) throws IOException {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, ownerOnly);
        }
        // Temporary files are 0600 from their first moment on.
        var fresh = Files.createTempFile(folder, "session-", ".new");
        Files.writeString(fresh, session.accountName() + "\n" + session.token() + "\n");
        Files.move(fresh, file(server), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Forgets the session kept for a server, if there is one. */
    public void forget(ServerAddress server) throws IOException {
        Files.deleteIfExists(file(server));
    }

    private Path file(ServerAddress server) {
        return folder.resolve("session-" + server.toString().replaceAll("[^A-Za-z0-9.-]+", "_"));
    }

    /**
     * A session as it is kept.
     *
     * @param accountName whose it is
     * @param token what is sent with each call; a secret
     */
    public record KeptSession(String accountName, String token) {
        @Override
        public String toString() {
            return "KeptSession[" + accountName + "]";
        }
    }
}
