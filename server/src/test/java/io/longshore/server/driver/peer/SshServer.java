package io.longshore.server.driver.peer;

import io.longshore.server.driver.zstore.blob.sftp.SftpCredentials;
import io.longshore.server.driver.zstore.blob.sftp.SftpSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** OpenSSH's sshd, as the user who runs the tests, with nothing but SFTP. */
public final class SshServer implements AutoCloseable {
    private final Path folder;
    private final int port;
    private ServerProcess process;

    private SshServer(Path folder, int port) throws IOException {
        this.folder = folder;
        this.port = port;
        this.process = launch();
    }

    /** Starts the server; what clients write goes where they say. */
    public static SshServer start(Path folder) throws IOException {
        return start(folder, "");
    }

    /** The same with options of {@code sftp-server}. */
    public static SshServer start(Path folder, String options) throws IOException {
        makeKey(folder.resolve("host_key"));
        makeKey(folder.resolve("client_key"));
        Files.copy(folder.resolve("client_key.pub"), folder.resolve("authorized_keys"));
        if (System.getProperty("user.name").equals("root")) {
            Files.createDirectories(Path.of("/run/sshd")); // where sshd gives its rights up
        }
        int port = ServerProcess.freePort();
        Files.writeString(folder.resolve("sshd_config"), """
            ListenAddress 127.0.0.1
            Port %d
            HostKey %s
            AuthorizedKeysFile %s
            PidFile none
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            PermitRootLogin prohibit-password
            MaxStartups 100
            Subsystem sftp internal-sftp
            ForceCommand internal-sftp %s
            """.formatted(
                        port, folder.resolve("host_key"), folder.resolve("authorized_keys"), options));
        return new SshServer(folder, port);
    }

    private ServerProcess launch() throws IOException {
        var command = List.of(
                ServerProcess.program("sshd"),
                "-D",
                "-e",
                "-f",
                folder.resolve("sshd_config").toString());
        return ServerProcess.start(command, Map.of(), folder.resolve("log")).awaitPort(port);
    }

    /** Makes a key pair without a passphrase. */
    public static void makeKey(Path file) throws IOException {
        run(Map.of(), "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file.toString());
    }

    /** Encrypts a private key that is not. */
    public static void encryptKey(Path file, String passphrase) throws IOException {
        run(Map.of(), "ssh-keygen", "-q", "-p", "-N", passphrase, "-f", file.toString());
    }

    static void run(Map<String, String> environment, String program, String... arguments) throws IOException {
        var builder = new ProcessBuilder(ServerProcess.program(program)).redirectErrorStream(true);
        builder.command().addAll(List.of(arguments));
        builder.environment().putAll(environment);
        var process = builder.start();
        var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(program + ": " + printed);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Starts an agent that holds the key which the server lets in; it listens at the socket. */
    public AutoCloseable startAgent(Path socket) throws IOException {
        var agent = ServerProcess.start(
                List.of(ServerProcess.program("ssh-agent"), "-D", "-a", socket.toString()),
                Map.of(),
                folder.resolve("agent.log"));
        agent.await(() -> Files.exists(socket));
        run(
                Map.of("SSH_AUTH_SOCK", socket.toString()),
                "ssh-add",
                "-q",
                clientKey().toString());
        return agent;
    }

    public int port() {
        return port;
    }

    /** The key that the server lets in. */
    public Path clientKey() {
        return folder.resolve("client_key");
    }

    /** The server's own public key, in one line. */
    public String hostKey() throws IOException {
        return Files.readString(folder.resolve("host_key.pub"));
    }

    /** Settings for a storage in a folder. */
    public SftpSettings settings(Path storage) {
        return settings(storage, new SftpCredentials.KeyFile(clientKey(), Optional.empty()));
    }

    /** The same with other credentials. */
    public SftpSettings settings(Path storage, SftpCredentials credentials) {
        return SftpSettings.of(
                "127.0.0.1",
                port,
                System.getProperty("user.name"),
                storage.toString(),
                credentials,
                folder.resolve("known_hosts"));
    }

    /** Kills whoever serves a connection; the server goes on. */
    public void killConnections() {
        process.children().forEach(ProcessHandle::destroyForcibly);
    }

    /** Kills the server with all that it does. */
    public void kill() {
        process.close();
    }

    /** Starts it again on the same port. */
    public void restart() throws IOException {
        process = launch();
    }

    @Override
    public void close() {
        process.close();
    }
}
