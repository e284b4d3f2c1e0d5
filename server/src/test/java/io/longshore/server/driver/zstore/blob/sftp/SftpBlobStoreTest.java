package io.longshore.server.driver.zstore.blob.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.server.driver.Secret;
import io.longshore.server.driver.peer.SshServer;
import io.longshore.server.driver.zstore.blob.BlobKey;
import io.longshore.server.driver.zstore.blob.BlobStore;
import io.longshore.server.driver.zstore.blob.BlobStoreContract;
import io.longshore.server.driver.zstore.blob.RemoteException;
import io.longshore.server.driver.zstore.blob.RetryPolicy;
import io.longshore.server.driver.zstore.blob.RetryingBlobStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SftpBlobStoreTest extends BlobStoreContract {
    private static final BlobKey KEY = new BlobKey("packs/ab/large.pack");

    @TempDir
    static Path serverFolder;

    private static SshServer server;

    @TempDir
    Path folder;

    @BeforeAll
    static void startServer() throws IOException {
        server = SshServer.start(serverFolder);
    }

    @AfterAll
    static void endServer() {
        server.close();
    }

    @Override
    protected BlobStore open() throws IOException {
        return new SftpBlobStore(server.settings(folder));
    }

    @Test
    void thisServerKeepsEveryPromise() throws IOException {
        try (var store = open()) {
            assertThat(store.shortcomings()).isEmpty();
        }
    }

    @Test
    void whatAServerCanNotPromiseIsTold() throws IOException {
        try (var plain = SshServer.start(Files.createDirectory(folder.resolve("server")), "-P fsync,statvfs,limits");
                var store = new SftpBlobStore(plain.settings(folder))) {
            assertThat(store.shortcomings()).singleElement().asString().contains("fsync@openssh.com");
            assertThat(store.space().free()).isEmpty();
            put(store, KEY, 1, 2);
            assertThat(read(store, KEY, 0, 2)).containsExactly(1, 2);
        }
    }

    @Test
    void spaceIsThatOfTheHost() throws IOException {
        try (var store = open()) {
            assertThat(store.space().total())
                    .hasValue(Files.getFileStore(folder).getTotalSpace());
        }
    }

    @Test
    void makesItsFolderAndNeverGoesAmongAUsersFiles() throws IOException {
        var place = folder.resolve("a/b");
        try (var store = new SftpBlobStore(server.settings(place))) {
            store.prepare(Set.of("packs"));
            put(store, KEY, 1);
            store.prepare(Set.of("packs"));
            Files.createFile(place.resolve("thesis.txt"));
            assertThatThrownBy(() -> store.prepare(Set.of("packs")))
                    .isInstanceOf(FileAlreadyExistsException.class)
                    .hasMessageContaining("thesis.txt");
        }
    }

    @Test
    void largeBlobsPassUnharmed() throws IOException {
        var content = random(20_000_001);
        try (var store = open()) {
            try (var writer = store.create(KEY, "writer")) {
                writer.write(ByteBuffer.wrap(content, 0, 7_000_000), ByteBuffer.wrap(content, 7_000_000, 1));
                writer.write(ByteBuffer.wrap(content, 7_000_001, content.length - 7_000_001));
                writer.commit();
            }
            assertThat(Files.readAllBytes(folder.resolve(KEY.path()))).isEqualTo(content);
            assertThat(read(store, KEY, 0, content.length)).isEqualTo(content);
        }
    }

    @Test
    void aWriteGoesOnWhenItsConnectionBreaks() throws IOException {
        var content = random(3_000_000);
        try (var store = retrying();
                var writer = store.create(KEY, "writer")) {
            writer.write(ByteBuffer.wrap(content, 0, 1_000_000));
            server.killConnections();
            writer.write(ByteBuffer.wrap(content, 1_000_000, 1_000_000));
            server.killConnections();
            writer.write(ByteBuffer.wrap(content, 2_000_000, 1_000_000));
            server.killConnections();
            writer.commit();
            assertThat(read(store, KEY, 0, content.length)).isEqualTo(content);
        }
        assertThat(folder.resolve("packs/ab")).isDirectoryContaining("glob:**/large.pack");
        assertThat(folder.resolve("packs/ab").toFile().list()).hasSize(1);
    }

    @Test
    void aStreamGoesOnWhenItsConnectionBreaks() throws IOException {
        var content = random(3_000_000);
        try (var store = retrying()) {
            try (var writer = store.create(KEY, "writer")) {
                writer.write(ByteBuffer.wrap(content));
                writer.commit();
            }
            var read = ByteBuffer.allocate(content.length);
            try (var stream = store.stream(KEY)) {
                while (read.hasRemaining()) {
                    stream.read(read.slice(read.position(), 1_000_000));
                    read.position(read.position() + 1_000_000);
                    server.killConnections();
                }
            }
            assertThat(read.array()).isEqualTo(content);
        }
    }

    @Test
    void aBrokenConnectionIsToldAsSuch() throws IOException {
        try (var store = open()) {
            store.size(KEY);
            assertThatThrownBy(() -> {
                        // A connection that is seen to be broken before it is used is made anew without a word.
                        for (int times = 0; times < 200; times++) {
                            server.killConnections();
                            store.size(KEY);
                        }
                    })
                    .isInstanceOfSatisfying(
                            RemoteException.class, e -> assertThat(e.code()).isEqualTo(RemoteException.CONNECTION));
            assertThat(store.size(KEY)).isEmpty();
        }
    }

    @Test
    void theFirstHostKeyIsTheOnlyOne() throws IOException {
        var knownHosts = folder.resolve("known_hosts");
        var settings = settings(Optional.empty(), knownHosts);
        try (var store = new SftpBlobStore(settings)) {
            store.size(KEY);
        }
        var pinned = Files.readString(knownHosts);
        assertThat(pinned)
                .startsWith("[127.0.0.1]:" + server.port() + " ssh-ed25519 ")
                .hasLineCount(1);
        try (var store = new SftpBlobStore(settings)) {
            store.size(KEY);
        }
        SshServer.makeKey(folder.resolve("other"));
        var other = Files.readString(folder.resolve("other.pub"));
        Files.writeString(knownHosts, "[127.0.0.1]:" + server.port() + " " + other);
        try (var store = new SftpBlobStore(settings)) {
            assertThatThrownBy(() -> store.size(KEY))
                    .isInstanceOf(AccessDeniedException.class)
                    .hasMessageContaining("host key");
        }
        try (var store = new SftpBlobStore(settings(Optional.of(other), folder.resolve("unused")))) {
            assertThatThrownBy(() -> store.size(KEY)).isInstanceOf(AccessDeniedException.class);
        }
        try (var store = new SftpBlobStore(settings(Optional.of(server.hostKey()), folder.resolve("unused")))) {
            store.size(KEY);
        }
        assertThat(folder.resolve("unused")).doesNotExist();
    }

    @Test
    void anAgentLogsIn() throws Exception {
        var socket = serverFolder.resolve("agent");
        try (var _ = server.startAgent(socket);
                var store =
                        new SftpBlobStore(server.settings(folder, new SftpCredentials.Agent(Optional.of(socket))))) {
            assertThat(store.size(KEY)).isEmpty();
        }
    }

    @Test
    void aPasswordLogsIn() throws IOException {
        // sshd would ask the system's accounts: another server stands in for it here
        try (var other = org.apache.sshd.server.SshServer.setUpDefaultServer()) {
            other.setHost("127.0.0.1");
            other.setKeyPairProvider(new SimpleGeneratorHostKeyProvider());
            other.setPasswordAuthenticator((user, password, _) -> user.equals("backup") && password.equals("secret"));
            other.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
            other.start();
            for (var password : List.of("secret", "wrong")) {
                var settings = SftpSettings.of(
                        "127.0.0.1",
                        other.getPort(),
                        "backup",
                        folder.toString(),
                        new SftpCredentials.Password(new Secret.Given(password)),
                        folder.resolve("known_hosts"));
                assertThat(settings.toString()).doesNotContain(password);
                try (var store = new SftpBlobStore(settings)) {
                    if (password.equals("secret")) {
                        put(store, KEY, 1, 2, 3);
                        assertThat(read(store, KEY, 1, 2)).containsExactly(2, 3);
                    } else {
                        assertThatThrownBy(() -> store.size(KEY)).isInstanceOf(AccessDeniedException.class);
                    }
                }
            }
        }
    }

    @Test
    void aKeyThatIsNotTakenIsToldAndNotRetried() throws IOException {
        SshServer.makeKey(folder.resolve("stranger"));
        var stranger = new SftpCredentials.KeyFile(folder.resolve("stranger"), Optional.empty());
        try (var store = new SftpBlobStore(server.settings(folder, stranger))) {
            assertThatThrownBy(() -> store.size(KEY))
                    .isInstanceOf(AccessDeniedException.class)
                    .hasMessageContaining("credentials");
        }
    }

    private SftpSettings settings(Optional<String> hostKey, Path knownHosts) {
        var usual = server.settings(folder);
        return new SftpSettings(
                usual.host(),
                usual.port(),
                usual.user(),
                usual.folder(),
                usual.credentials(),
                hostKey,
                knownHosts,
                usual.timeout(),
                usual.connections());
    }

    private BlobStore retrying() throws IOException {
        return new RetryingBlobStore(open(), RetryPolicy.DEFAULT);
    }

    private static byte[] random(int length) {
        var content = new byte[length];
        new Random(1).nextBytes(content);
        return content;
    }
}
