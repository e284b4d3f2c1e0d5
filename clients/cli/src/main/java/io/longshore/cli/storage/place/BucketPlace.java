package io.longshore.cli.storage.place;

import io.longshore.v1.CreateBackupStorageRequest;
import io.longshore.v1.S3KeyPair;
import io.longshore.v1.S3Location;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** A bucket of an S3 server, or the part of it under a prefix. */
final class BucketPlace implements Place.Kind {
    @Option(
            names = "--s3",
            paramLabel = "BUCKET[/PREFIX]",
            required = true,
            description = "The bucket, which exists, and what keys begin with.")
    private String bucket = "";

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = "Where the server answers. Default: Amazon's own of the region.")
    private String endpoint = "";

    @Option(names = "--region", paramLabel = "NAME", description = "The region. Default: us-east-1.")
    private String region = "";

    @Option(names = "--path-style", description = "The bucket stands in the path, not in the host's name.")
    private boolean pathStyle;

    @Option(
            names = "--certificates-file",
            paramLabel = "NAME",
            description = "PEM certificates that vouch for the server: a file in the folder credentials of the "
                    + "server's data folder. Default: those of its Java.")
    private String certificates = "";

    @ArgGroup
    private @Nullable Keys keys;

    /** Who the server is to the S3 server; at most one of these. */
    private static final class Keys {
        @Option(
                names = "--profile",
                paramLabel = "NAME",
                description = "A profile of the AWS files of the server's user.")
        private @Nullable String profile;

        @Option(
                names = "--environment",
                paramLabel = "LONGSHORE_X",
                description = "The server's variables LONGSHORE_X_ACCESS_KEY_ID and LONGSHORE_X_SECRET_ACCESS_KEY.")
        private @Nullable String environment;

        @Option(
                names = "--credentials-file",
                paramLabel = "NAME",
                description = "A file in the folder credentials of the server's data folder.")
        private @Nullable String file;

        @Option(
                names = "--access-key-id",
                paramLabel = "ID",
                description = "The key's public half; the secret one is asked for (see --secret-file).")
        private @Nullable String accessKeyId;
    }

    @Override
    public void put(CreateBackupStorageRequest.Builder request, StorageSecret secret) throws IOException {
        int slash = bucket.indexOf('/');
        var location = S3Location.newBuilder()
                .setEndpoint(endpoint)
                .setRegion(region)
                .setBucket(slash < 0 ? bucket : bucket.substring(0, slash))
                .setPrefix(slash < 0 ? "" : bucket.substring(slash + 1))
                .setPathStyle(pathStyle)
                .setCertificatesFile(certificates);
        if (keys != null) {
            put(keys, location, secret);
        }
        request.setS3(location);
    }

    private static void put(Keys keys, S3Location.Builder location, StorageSecret secret) throws IOException {
        if (keys.profile != null) {
            location.setProfile(keys.profile);
        } else if (keys.environment != null) {
            location.setEnvironment(keys.environment);
        } else if (keys.file != null) {
            location.setCredentialsFile(keys.file);
        } else if (keys.accessKeyId != null) {
            location.setKeyPair(S3KeyPair.newBuilder()
                    .setAccessKeyId(keys.accessKeyId)
                    .setSecretAccessKey(secret.read("secret access key of " + keys.accessKeyId)));
        }
    }
}
