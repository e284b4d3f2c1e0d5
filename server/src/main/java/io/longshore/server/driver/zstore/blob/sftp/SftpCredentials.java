package io.longshore.server.driver.zstore.blob.sftp;

import io.longshore.server.driver.Secret;
import java.nio.file.Path;
import java.util.Optional;

/** How we prove to the host who we are. */
public sealed interface SftpCredentials {
    /** By a password. */
    record Password(Secret password) implements SftpCredentials {}

    /**
     * By a private key.
     *
     * @param file in OpenSSH's form or in PEM
     * @param passphrase where the file is encrypted
     */
    record KeyFile(Path file, Optional<Secret> passphrase) implements SftpCredentials {}

    /**
     * By an agent that holds keys.
     *
     * @param socket where it listens; {@code SSH_AUTH_SOCK} of the server's environment where empty
     */
    record Agent(Optional<Path> socket) implements SftpCredentials {}
}
