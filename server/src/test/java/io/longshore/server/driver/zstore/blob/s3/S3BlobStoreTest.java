package io.longshore.server.driver.zstore.blob.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.server.driver.Secret;
import io.longshore.server.driver.peer.S3Server;
import io.longshore.server.driver.zstore.blob.BlobKey;
import io.longshore.server.driver.zstore.blob.BlobStore;
import io.longshore.server.driver.zstore.blob.BlobStoreContract;
import io.longshore.server.driver.zstore.blob.RemoteException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3BlobStoreTest extends BlobStoreContract {
    private static final BlobKey LARGE = new BlobKey("packs/ab/large.pack");

    @TempDir
    static Path folder;

    private static S3Server server;

    private final String prefix = "storages/" + UUID.randomUUID();

    @BeforeAll
    static void startServer() throws IOException {
        server = S3Server.start(folder);
    }

    @AfterAll
    static void endServer() {
        server.close();
    }

    @Override
    protected BlobStore open() throws IOException {
        return new S3BlobStore(server.settings(prefix));
    }

    /** Parts of uploads can't be read back. */
    @Override
    protected boolean showsUnfinished() {
        return false;
    }

    /** S3 tells of no room. */
    @Override
    protected Set<String> notOffered() {
        return Set.of("room-told");
    }

    @Test
    void whatIsLargerThanAPartGoesUpInParts() throws IOException {
        var content = random(3 * S3BlobWriter.PART_BYTES + 4711);
        try (var store = open();
                var writer = store.create(LARGE, "writer")) {
            long before = store.requests();
            for (int offset = 0; offset < content.length; offset += 1 << 20) {
                writer.write(ByteBuffer.wrap(content, offset, Math.min(1 << 20, content.length - offset)));
            }
            writer.flush();
            assertThat(store.size(LARGE)).isEmpty();
            writer.commit();
            assertThat(store.requests() - before).isEqualTo(1 + 4 + 1 + 1);
            assertThat(read(store, LARGE, 0, content.length)).isEqualTo(content);
        }
    }

    @Test
    void aSmallBlobIsOnePut() throws IOException {
        try (var store = open();
                var writer = store.create(LARGE, "writer")) {
            writer.write(ByteBuffer.allocate(100));
            long before = store.requests();
            writer.commit();
            assertThat(store.requests() - before).isEqualTo(1);
        }
    }

    @Test
    void whatACrashLeftOfALargeBlobIsRemoved() throws IOException {
        try (var store = open()) {
            var crashed = store.create(LARGE, "writer");
            crashed.write(ByteBuffer.allocate(S3BlobWriter.PART_BYTES));
            crashed.write(ByteBuffer.allocate(1));
            store.removeUnfinished("packs", (_, _) -> {});
            assertThatThrownBy(crashed::commit).isInstanceOf(IOException.class);
            assertThat(store.size(LARGE)).isEmpty();
        }
    }

    @Test
    void ofTwoThatWriteOneKeyTheSecondFails() throws IOException {
        for (int length : new int[] {10, S3BlobWriter.PART_BYTES + 10}) {
            var key = new BlobKey("packs/" + length);
            try (var store = open();
                    var one = store.create(key, "one");
                    var two = store.create(key, "two")) {
                one.write(ByteBuffer.allocate(length));
                one.write(ByteBuffer.allocate(1));
                two.write(ByteBuffer.allocate(length));
                two.write(ByteBuffer.allocate(1));
                one.commit();
                assertThatThrownBy(two::commit).isInstanceOf(FileAlreadyExistsException.class);
            }
        }
    }

    @Test
    void listsMoreThanOnePage() throws IOException {
        Files.createDirectories(server.data().resolve(prefix + "/notes"));
        for (int i = 0; i < 1003; i++) {
            Files.createFile(server.data().resolve(prefix + "/notes/" + i));
        }
        try (var store = open()) {
            var found = new ArrayList<String>();
            store.list("notes", blob -> found.add(blob.path()));
            assertThat(found).hasSize(1003).doesNotHaveDuplicates().contains("notes/1002");
        }
    }

    @Test
    void neverGoesAmongAUsersObjects() throws IOException {
        try (var store = new S3BlobStore(server.settings(prefix))) {
            store.prepare(Set.of("packs"));
            put(store, LARGE, 1);
            store.prepare(Set.of("packs"));
            put(store, new BlobKey("thesis.txt"), 1);
            assertThatThrownBy(() -> store.prepare(Set.of("packs")))
                    .isInstanceOf(FileAlreadyExistsException.class)
                    .hasMessageContaining("thesis.txt");
        }
    }

    @Test
    void thisServerKeepsEveryPromise() throws IOException {
        try (var store = open()) {
            assertThat(store.shortcomings()).isEmpty();
            long asked = store.requests();
            store.shortcomings();
            assertThat(store.requests()).isEqualTo(asked);
        }
    }

    @Test
    void aWrongKeyIsRefusedAndNotRetried() throws IOException {
        var settings = settings(new S3Credentials.Keys(new Secret.Given("tester"), new Secret.Given("wrong")));
        try (var store = new S3BlobStore(settings)) {
            assertThatThrownBy(() -> store.list("packs", _ -> {})).isInstanceOf(AccessDeniedException.class);
        }
    }

    @Test
    void credentialsComeFromAProfile() throws IOException {
        var keys = (S3Credentials.Keys) server.credentials();
        var file = Files.writeString(
                folder.resolve("credentials"),
                "[backup]\naws_access_key_id = " + keys.accessKey().reveal() + "\naws_secret_access_key = "
                        + keys.secretKey().reveal() + "\n");
        try (var store = new S3BlobStore(settings(new S3Credentials.Profile("backup", Optional.of(file))))) {
            store.list("packs", _ -> {});
        }
    }

    @Test
    void aSecretThatIsNotThereIsNamed() throws IOException {
        var settings = settings(
                new S3Credentials.Keys(new Secret.Given("tester"), new Secret.Environment("LONGSHORE_NO_SUCH_NAME")));
        try (var store = new S3BlobStore(settings)) {
            assertThatThrownBy(() -> store.list("packs", _ -> {}))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(RemoteException.class)
                    .hasMessageContaining("LONGSHORE_NO_SUCH_NAME");
        }
    }

    @Test
    void aServerBehindTlsMustBeVouchedFor() throws IOException {
        var place = Files.createDirectory(folder.resolve("tls"));
        try (var tls = S3Server.startTls(place)) {
            var plain = tls.settings(prefix);
            for (var certificates : List.of(Optional.of(place.resolve("certificate.pem")), Optional.<Path>empty())) {
                var settings = new S3Settings(
                        Optional.of(URI.create("https://127.0.0.1:" + tls.port())),
                        plain.region(),
                        plain.bucket(),
                        plain.prefix(),
                        plain.pathStyle(),
                        plain.credentials(),
                        certificates,
                        plain.timeout(),
                        plain.connections());
                try (var store = new S3BlobStore(settings)) {
                    if (certificates.isPresent()) {
                        put(store, LARGE, 1, 2);
                        assertThat(read(store, LARGE, 1, 1)).containsExactly(2);
                    } else {
                        assertThatThrownBy(() -> store.size(LARGE)).isInstanceOf(SSLException.class);
                    }
                }
            }
        }
    }

    @Test
    void aBucketThatIsNotThereIsNotAnEmptyOne() throws IOException {
        var there = server.settings(prefix);
        var settings = S3Settings.of(
                there.endpoint().orElseThrow(), there.region(), "no-such-bucket", prefix, there.credentials());
        try (var store = new S3BlobStore(settings)) {
            assertThatThrownBy(() -> store.list("packs", _ -> {})).hasMessageContaining("NoSuchBucket");
        }
    }

    @Test
    void nobodyThereIsToldAsSuch() throws IOException {
        try (var store = new S3BlobStore(server.settings(prefix, 1))) {
            assertThatThrownBy(() -> store.size(LARGE))
                    .isInstanceOfSatisfying(
                            RemoteException.class, e -> assertThat(e.code()).isEqualTo(RemoteException.CONNECTION));
        }
    }

    private S3Settings settings(S3Credentials credentials) {
        var there = server.settings(prefix);
        return S3Settings.of(there.endpoint().orElseThrow(), there.region(), there.bucket(), prefix, credentials);
    }

    private static byte[] random(int length) {
        var content = new byte[length];
        new Random(1).nextBytes(content);
        return content;
    }
}
