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
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opens what keeps a zstore's blobs: a folder, a bucket or a folder on another host. */
final class BlobStores {
    private final Path credentials;
    private final Path knownHosts;
    private final SecretBox secrets;

    /** @param dataFolder has the folder of credentials and the host keys that were seen */
    BlobStores(Path dataFolder, SecretBox secrets) {
        this.credentials = dataFolder.resolve("credentials");
        this.knownHosts = dataFolder.resolve("known_hosts");
        this.secrets = secrets;
    }

    /** For a folder that is made where it is missing, and may hold nothing but what an interrupted try of ours left. */
    BlobStore create(Location.File file) throws IOException {
        FileBlobStore.prepare(file.path(), Zstore.TOP_NAMES);
        return open(file);
    }

    BlobStore open(Location.File file) throws IOException {
        return new FileBlobStore(file.path());
    }

    /** The same as {@link #open(Location.S3)}, for a place that holds nothing else. */
    BlobStore create(Location.S3 s3) throws IOException {
        var store = new S3BlobStore(settings(s3));
        try {
            store.prepare(Zstore.TOP_NAMES);
            return again(store);
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    BlobStore open(Location.S3 s3) throws IOException {
        return again(new S3BlobStore(settings(s3)));
    }

    private S3Settings settings(Location.S3 s3) {
        return new S3Settings(
                s3.endpoint().isEmpty() ? Optional.empty() : Optional.of(URI.create(s3.endpoint())),
                s3.region(),
                s3.bucket(),
                s3.prefix(),
                s3.pathStyle(),
                credentials(s3.credentials()),
                Optional.empty(),
                S3Settings.DEFAULT_TIMEOUT,
                S3Settings.DEFAULT_CONNECTIONS);
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

    /** The same as {@link #open(Location.Sftp)}, for a folder that is made as {@link #create(Location.File)} makes one. */
    BlobStore create(Location.Sftp sftp) throws IOException {
        var store = new SftpBlobStore(settings(sftp));
        try {
            store.prepare(Zstore.TOP_NAMES);
            return again(store);
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    BlobStore open(Location.Sftp sftp) throws IOException {
        return again(new SftpBlobStore(settings(sftp)));
    }

    private SftpSettings settings(Location.Sftp sftp) {
        return new SftpSettings(
                sftp.host(),
                sftp.port(),
                sftp.user(),
                sftp.path(),
                credentials(sftp.credentials()),
                Optional.ofNullable(sftp.hostKey()),
                knownHosts,
                SftpSettings.DEFAULT_TIMEOUT,
                SftpSettings.DEFAULT_CONNECTIONS);
    }

    private SftpCredentials credentials(Location.SftpCredentials given) {
        return switch (given) {
            case Location.SftpCredentials.Password(var password) -> new SftpCredentials.Password(revealed(password));
            case Location.SftpCredentials.KeyFile(var name) ->
                new SftpCredentials.KeyFile(credentials.resolve(name), Optional.empty());
            case Location.SftpCredentials.Agent() -> new SftpCredentials.Agent(Optional.empty());
        };
    }

    private Secret revealed(SealedSecret secret) {
        return new Secret.Given(secrets.open(secret));
    }

    /** Lines fail: what may pass is tried again. */
    private static BlobStore again(BlobStore store) {
        return new RetryingBlobStore(store, RetryPolicy.DEFAULT);
    }
}
