package io.longshore.server.driver.zstore.blob.sftp;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where on which host a storage lies and how to get there.
 *
 * @param port 22 where nobody changed it
 * @param folder an absolute path on the host
 * @param hostKey the host's key as {@code ssh-keyscan} prints it, type and base64; where empty, the first connection's is
 *     trusted and kept in {@code knownHosts}
 * @param knownHosts a file in OpenSSH's form; made where it is missing
 * @param timeout how long to wait for a connection, and for each answer
 * @param connections open at once at most; each is shared
 */
public record SftpSettings(
        String host,
        int port,
        String user,
        String folder,
        SftpCredentials credentials,
        Optional<String> hostKey,
        Path knownHosts,
        Duration timeout,
        int connections) {
    /** Long enough for a flush on a busy host. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

    /** Below what sshd takes by default from a host that logs in all at once (10). */
    public static final int DEFAULT_CONNECTIONS = 4;

    public SftpSettings {
        if (host.isEmpty() || user.isEmpty() || port < 1 || port > 65535) {
            throw new IllegalArgumentException(
                    "host: '" + host + "', port: " + port + ", user: '" + user + "' (expected: all of them)");
        }
        if (!folder.startsWith("/") || (folder.endsWith("/") && folder.length() > 1) || folder.contains("/../")) {
            throw new IllegalArgumentException(
                    "folder: " + folder + " (expected: an absolute path without a slash at its end)");
        }
        if (timeout.compareTo(Duration.ofMillis(1)) < 0 || connections < 1) {
            throw new IllegalArgumentException(
                    "timeout: " + timeout + ", connections: " + connections + " (expected: above zero)");
        }
    }

    /** Settings with what is usual for the rest. */
    public static SftpSettings of(
            String host, int port, String user, String folder, SftpCredentials credentials, Path knownHosts) {
        return new SftpSettings(
                host,
                port,
                user,
                folder,
                credentials,
                Optional.empty(),
                knownHosts,
                DEFAULT_TIMEOUT,
                DEFAULT_CONNECTIONS);
    }
}
