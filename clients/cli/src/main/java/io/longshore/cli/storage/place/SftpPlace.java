package io.longshore.cli.storage.place;

import io.longshore.cli.command.CommandFailure;
import io.longshore.cli.command.ExitCode;
import io.longshore.v1.CreateBackupStorageRequest;
import io.longshore.v1.SftpLocation;
import io.longshore.v1.SshAgent;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** A folder on another host, over SFTP. */
final class SftpPlace implements Place.Kind {
    private static final Pattern PLACE =
            Pattern.compile("(?<user>[^@]+)@(?<host>\\[[^]]+]|[^:/]+)(:(?<port>[0-9]{1,5}))?(?<path>/.*)");

    @Option(
            names = "--sftp",
            paramLabel = "USER@HOST[:PORT]/PATH",
            required = true,
            description = "The user, the host and the folder there: empty or not there yet.")
    private String place = "";

    @Option(
            names = "--host-key",
            paramLabel = "KEY",
            description =
                    "The host's key as ssh-keyscan prints it: type and base64. Default: the one that it shows first.")
    private String hostKey = "";

    @Option(
            names = "--key-passphrase",
            description = "The private key is encrypted: its passphrase is the secret (see --secret-file).")
    private boolean encrypted;

    @ArgGroup
    private @Nullable Proof proof;

    /** How the server proves who it is, where not by a password. */
    private static final class Proof {
        @Option(
                names = "--key-file",
                paramLabel = "NAME",
                description = "A private key in the folder credentials of the server's data folder.")
        private @Nullable String keyFile;

        @Option(names = "--agent", description = "The SSH agent of the server's environment.")
        private boolean agent;
    }

    @Override
    public void put(CreateBackupStorageRequest.Builder request, StorageSecret secret) throws IOException {
        var parts = PLACE.matcher(place);
        if (!parts.matches()) {
            throw new CommandFailure(
                    ExitCode.USAGE, "--sftp: " + place + " (expected: USER@HOST[:PORT]/PATH)", List.of());
        }
        var port = parts.group("port");
        var location = SftpLocation.newBuilder()
                .setUser(parts.group("user"))
                .setHost(bare(parts.group("host")))
                .setPort(port == null ? 0 : Integer.parseInt(port))
                .setPath(parts.group("path"))
                .setHostKey(hostKey);
        if (proof == null) {
            location.setPassword(secret.read("password of " + parts.group("user") + "@" + parts.group("host")));
        } else if (proof.keyFile != null) {
            location.setKeyFile(proof.keyFile);
            if (encrypted) {
                location.setKeyPassphrase(secret.read("passphrase of " + proof.keyFile));
            }
        } else if (proof.agent) {
            location.setAgent(SshAgent.getDefaultInstance());
        }
        request.setSftp(location);
    }

    /** An IPv6 address stands in brackets only where a port may follow. */
    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
