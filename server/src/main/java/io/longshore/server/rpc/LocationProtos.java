package io.longshore.server.rpc;

import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.secret.SealedSecret;
import io.longshore.server.storage.Location;
import io.longshore.server.storage.Location.CephCredentials;
import io.longshore.server.storage.Location.S3Credentials;
import io.longshore.server.storage.Location.SftpCredentials;
import io.longshore.v1.CephLocation;
import io.longshore.v1.CreateBackupStorageRequest;
import io.longshore.v1.FileLocation;
import io.longshore.v1.S3KeyPair;
import io.longshore.v1.S3Location;
import io.longshore.v1.SftpLocation;
import io.longshore.v1.SshAgent;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What storages are made of, to and from the wire. A secret is sealed as it comes in and is never sent out. */
final class LocationProtos {
    /** The original API's bound for a storage's url. */
    private static final int MAX_PATH = 2048;

    private static final int SSH_PORT = 22;

    private LocationProtos() {}

    static Location location(CreateBackupStorageRequest request, Function<String, SealedSecret> seal) {
        return switch (request.getLocationCase()) {
            case FILE -> new Location.File(path("file.path", request.getFile().getPath()));
            case S3 -> s3(request.getS3(), seal);
            case SFTP -> sftp(request.getSftp(), seal);
            case CEPH -> ceph(request.getCeph(), seal);
            case LOCATION_NOT_SET -> throw ConditionProtos.unset("location", "none");
        };
    }

    private static Location s3(S3Location s3, Function<String, SealedSecret> seal) {
        var endpoint = s3.getEndpoint();
        return new Location.S3(
                endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint,
                s3.getRegion().isEmpty() ? "us-east-1" : s3.getRegion(),
                s3.getBucket(),
                s3.getPrefix(),
                s3.getPathStyle(),
                credentials(s3, seal),
                s3.getCertificatesFile().isEmpty() ? null : s3.getCertificatesFile());
    }

    private static @Nullable S3Credentials credentials(S3Location s3, Function<String, SealedSecret> seal) {
        return switch (s3.getCredentialsCase()) {
            case PROFILE -> new S3Credentials.Profile(s3.getProfile());
            case ENVIRONMENT -> new S3Credentials.Environment(s3.getEnvironment());
            case CREDENTIALS_FILE -> new S3Credentials.File(s3.getCredentialsFile());
            case KEY_PAIR ->
                new S3Credentials.KeyPair(
                        s3.getKeyPair().getAccessKeyId(),
                        seal.apply(s3.getKeyPair().getSecretAccessKey()));
            case CREDENTIALS_NOT_SET -> null;
        };
    }

    private static Location sftp(SftpLocation sftp, Function<String, SealedSecret> seal) {
        return new Location.Sftp(
                sftp.getHost(),
                sftp.getPort() == 0 ? SSH_PORT : sftp.getPort(),
                sftp.getUser(),
                path("sftp.path", sftp.getPath()).toString(),
                sftp.getHostKey().isEmpty() ? null : sftp.getHostKey(),
                credentials(sftp, seal));
    }

    private static SftpCredentials credentials(SftpLocation sftp, Function<String, SealedSecret> seal) {
        return switch (sftp.getCredentialsCase()) {
            case PASSWORD -> new SftpCredentials.Password(seal.apply(sftp.getPassword()));
            case KEY_FILE ->
                new SftpCredentials.KeyFile(
                        sftp.getKeyFile(),
                        sftp.getKeyPassphrase().isEmpty() ? null : seal.apply(sftp.getKeyPassphrase()));
            case AGENT -> new SftpCredentials.Agent();
            case CREDENTIALS_NOT_SET -> throw ConditionProtos.unset("sftp.credentials", "none");
        };
    }

    private static Location ceph(CephLocation ceph, Function<String, SealedSecret> seal) {
        return new Location.Ceph(
                ceph.getMonitorsList(),
                ceph.getPool(),
                ceph.getUser().isEmpty() ? "admin" : ceph.getUser(),
                switch (ceph.getCredentialsCase()) {
                    case KEY -> new CephCredentials.Key(seal.apply(ceph.getKey()));
                    case KEYRING_FILE -> new CephCredentials.Keyring(ceph.getKeyringFile());
                    case CREDENTIALS_NOT_SET -> null;
                },
                ceph.getOptionsMap());
    }

    /** An absolute path; what {@code ..} in it would lead to is settled here, once. */
    private static Path path(String field, String text) {
        try {
            var path = Path.of(text);
            if (path.isAbsolute() && text.length() <= MAX_PATH) {
                return path.normalize();
            }
        } catch (InvalidPathException _) {
            // Refused as any other text that is no path.
        }
        throw new FailureException(
                Reason.INVALID_ARGUMENT,
                field + ": " + ErrorStatuses.middleOut(text, 256) + " (expected: an absolute path of at most "
                        + MAX_PATH + " characters)",
                Map.of("field", field));
    }

    static FileLocation file(Location.File file) {
        return FileLocation.newBuilder().setPath(file.path().toString()).build();
    }

    static S3Location s3(Location.S3 s3) {
        var proto = S3Location.newBuilder()
                .setEndpoint(s3.endpoint())
                .setRegion(s3.region())
                .setBucket(s3.bucket())
                .setPrefix(s3.prefix())
                .setPathStyle(s3.pathStyle());
        Said.put(s3.certificatesFile(), proto::setCertificatesFile);
        switch (s3.credentials()) {
            case S3Credentials.Profile(var name) -> proto.setProfile(name);
            case S3Credentials.Environment(var name) -> proto.setEnvironment(name);
            case S3Credentials.File(var name) -> proto.setCredentialsFile(name);
            case S3Credentials.KeyPair(var id, var _) ->
                proto.setKeyPair(S3KeyPair.newBuilder().setAccessKeyId(id));
            case null -> proto.clearCredentials();
        }
        return proto.build();
    }

    static SftpLocation sftp(Location.Sftp sftp) {
        var proto = SftpLocation.newBuilder()
                .setHost(sftp.host())
                .setPort(sftp.port())
                .setUser(sftp.user())
                .setPath(sftp.path());
        if (sftp.hostKey() != null) {
            proto.setHostKey(sftp.hostKey());
        }
        switch (sftp.credentials()) {
            case SftpCredentials.Password(var _) -> proto.setPassword("");
            case SftpCredentials.KeyFile(var name, var _) -> proto.setKeyFile(name);
            case SftpCredentials.Agent() -> proto.setAgent(SshAgent.getDefaultInstance());
        }
        return proto.build();
    }

    static CephLocation ceph(Location.Ceph ceph) {
        var proto = CephLocation.newBuilder()
                .addAllMonitors(ceph.monitors())
                .setPool(ceph.pool())
                .setUser(ceph.user())
                .putAllOptions(ceph.options());
        switch (ceph.credentials()) {
            case CephCredentials.Key(var _) -> proto.setKey("");
            case CephCredentials.Keyring(var name) -> proto.setKeyringFile(name);
            case null -> proto.clearCredentials();
        }
        return proto.build();
    }
}
