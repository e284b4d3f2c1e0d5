package io.longshore.server.app;

import io.longshore.server.driver.Secret;
import io.longshore.server.driver.zstore.Zstore;
import io.longshore.server.driver.zstore.blob.BlobStore;
import io.longshore.server.driver.zstore.blob.FileBlobStore;
import io.longshore.server.driver.zstore.blob.RetryPolicy;
import io.longshore.server.driver.zstore.blob.RetryingBlobStore;
import io.longshore.server.driver.zstore.blob.s3.S3BlobStore;
import io.longshore.server.driver.zstore.blob.s3.S3Credentials;
import io.longshore.server.driver.zstore.blob.s3.S3Settings;
import io.longshore.server.driver.zstore.blob.sftp.SftpBlobStore;
import io.longshore.server.driver.zstore.blob.sftp.SftpCredentials;
import io.longshore.server.driver.zstore.blob.sftp.SftpSettings;
import io.longshore.server.secret.SealedSecret;
import io.longshore.server.secret.SecretBox;
import io.longshore.server.storage.Location;
import io.longshore.server.storage.StorageOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Opens what keeps a zstore's blobs: a folder, a bucket or a folder on another host. */
final class BlobStores {
    private final Path credentials;
    private final Path knownHosts;
    private final SecretBox secrets;
    private final FileSystem files;
    private final Map<String, StoreControls> controls = new ConcurrentHashMap<>();

    /**
     * @param dataFolder has the folder of credentials and the host keys that were seen
     * @param files where folders lie
     */
    BlobStores(Path dataFolder, SecretBox secrets, FileSystem files) {
        this.credentials = dataFolder.resolve("credentials");
        this.knownHosts = dataFolder.resolve("known_hosts");
        this.secrets = secrets;
        this.files = files;
    }

    /** What is in hand of a storage's blobs, the same for as long as the server runs. */
    private StoreControls controls(String uuid, StorageOptions options) {
        var controls = this.controls.computeIfAbsent(uuid, StoreControls::new);
        controls.change(options);
        return controls;
    }

    /** Sets other options for a storage, as far as they count before it is opened again. */
    void change(String uuid, StorageOptions options) {
        controls.computeIfPresent(uuid, (_, found) -> {
            found.change(options);
            return found;
        });
    }

    /** Logs what became of the calls since the last report. */
    void report() {
        controls.values().forEach(StoreControls::report);
    }

    /** For a folder that is made where it is missing, and may hold nothing but what an interrupted try of ours left. */
    BlobStore create(String uuid, Location.File file, StorageOptions options) throws IOException {
        FileBlobStore.prepare(place(file), Zstore.TOP_NAMES);
        return open(uuid, file, options);
    }

    BlobStore open(String uuid, Location.File file, StorageOptions options) throws IOException {
        return controls(uuid, options).obeyedBy(new FileBlobStore(place(file), FileBlobStore.RESERVE_BYTES));
    }

    private Path place(Location.File file) {
        return files.getPath(file.path().toString());
    }

    /** The same as {@link #open(String, Location.S3, StorageOptions)}, for a place that holds nothing else. */
    BlobStore create(String uuid, Location.S3 s3, StorageOptions options) throws IOException {
        var store = new S3BlobStore(settings(s3, options));
        try {
            store.prepare(Zstore.TOP_NAMES);
            return again(uuid, store, options);
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    BlobStore open(String uuid, Location.S3 s3, StorageOptions options) throws IOException {
        return again(uuid, new S3BlobStore(settings(s3, options)), options);
    }

    private S3Settings settings(Location.S3 s3, StorageOptions options) {
        return new S3Settings(
                s3.endpoint().isEmpty() ? Optional.empty() : Optional.of(URI.create(s3.endpoint())),
                s3.region(),
                s3.bucket(),
                s3.prefix(),
                s3.pathStyle(),
                credentials(s3.credentials()),
                Optional.ofNullable(s3.certificatesFile()).map(credentials::resolve),
                S3Settings.DEFAULT_TIMEOUT,
                options.connections() > 0 ? options.connections() : S3Settings.DEFAULT_CONNECTIONS);
    }

    private S3Credentials credentials(Location.@Nullable S3Credentials given) {
        return switch (given) {
            case Location.S3Credentials.Profile(var name) -> new S3Credentials.Profile(name, Optional.empty());
            case Location.S3Credentials.Environment(var name) ->
                new S3Credentials.Keys(
                        new Secret.Environment(name + "_ACCESS_KEY_ID"),
                        new Secret.Environment(name + "_SECRET_ACCESS_KEY"));
            case Location.S3Credentials.File(var name) ->
                new S3Credentials.Profile("default", Optional.of(credentials.resolve(name)));
            case Location.S3Credentials.KeyPair(var id, var secret) ->
                new S3Credentials.Keys(new Secret.Given(id), revealed(secret));
            case null -> new S3Credentials.Ambient();
        };
    }

    /** The same as {@link #open(String, Location.Sftp, StorageOptions)}, for a folder that is made as one of this machine is. */
    BlobStore create(String uuid, Location.Sftp sftp, StorageOptions options) throws IOException {
        var store = new SftpBlobStore(settings(sftp, options));
        try {
            store.prepare(Zstore.TOP_NAMES);
            return again(uuid, store, options);
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    BlobStore open(String uuid, Location.Sftp sftp, StorageOptions options) throws IOException {
        return again(uuid, new SftpBlobStore(settings(sftp, options)), options);
    }

    private SftpSettings settings(Location.Sftp sftp, StorageOptions options) {
        return new SftpSettings(
                sftp.host(),
                sftp.port(),
                sftp.user(),
                sftp.path(),
                credentials(sftp.credentials()),
                Optional.ofNullable(sftp.hostKey()),
                knownHosts,
                SftpSettings.DEFAULT_TIMEOUT,
                options.connections() > 0 ? options.connections() : SftpSettings.DEFAULT_CONNECTIONS);
    }

    private SftpCredentials credentials(Location.SftpCredentials given) {
        return switch (given) {
            case Location.SftpCredentials.Password(var password) -> new SftpCredentials.Password(revealed(password));
            case Location.SftpCredentials.KeyFile(var name, var passphrase) ->
                new SftpCredentials.KeyFile(
                        credentials.resolve(name),
                        Optional.ofNullable(passphrase).map(this::revealed));
            case Location.SftpCredentials.Agent() -> new SftpCredentials.Agent(Optional.empty());
        };
    }

    private Secret revealed(SealedSecret secret) {
        return new Secret.Given(secrets.open(secret));
    }

    /** Lines fail: what may pass is tried again. */
    private BlobStore again(String uuid, BlobStore store, StorageOptions options) {
        return new RetryingBlobStore(controls(uuid, options).obeyedBy(store), RetryPolicy.DEFAULT);
    }
}
