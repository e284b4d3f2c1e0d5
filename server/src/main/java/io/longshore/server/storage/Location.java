package io.longshore.server.storage;

import io.longshore.server.secret.SealedSecret;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a storage is made of. {@code longshore/v1/backup_storage.proto} says what each field means. */
public sealed interface Location {
    /** For people, and for messages: a path or a URL, without credentials. */
    String words();

    /** Whether two storages at these places would share files or objects: one place is the other, or lies inside it. */
    boolean overlaps(Location other);

    /** A folder on the server's own file system. */
    record File(Path path) implements Location {
        @Override
        public String words() {
            return path.toString();
        }

        @Override
        public boolean overlaps(Location other) {
            return other instanceof File(var otherPath) && StoragePlaces.overlap(path, otherPath);
        }
    }

    /**
     * A bucket of an S3 server, or the part of it under a prefix.
     *
     * @param endpoint empty for Amazon's own
     * @param prefix empty for the whole bucket
     * @param certificatesFile in the folder of credentials, what vouches for the endpoint; absent where those of the platform do
     */
    record S3(
            String endpoint,
            String region,
            String bucket,
            String prefix,
            boolean pathStyle,
            @Nullable S3Credentials credentials,
            @Nullable String certificatesFile)
            implements Location {
        @Override
        public String words() {
            var server = endpoint.isEmpty() ? "s3://" + bucket : endpoint + "/" + bucket;
            return prefix.isEmpty() ? server : server + "/" + prefix;
        }

        @Override
        public boolean overlaps(Location other) {
            return other instanceof S3 s3
                    && s3.endpoint.equals(endpoint)
                    && s3.bucket.equals(bucket)
                    && inside(s3.prefix, prefix);
        }
    }

    /**
     * A folder on another host, over SFTP.
     *
     * @param hostKey absent where the first connection's is trusted
     */
    record Sftp(
            String host,
            int port,
            String user,
            String path,
            @Nullable String hostKey,
            SftpCredentials credentials) implements Location {
        @Override
        public String words() {
            return "sftp://" + user + "@" + host + ":" + port + path;
        }

        @Override
        public boolean overlaps(Location other) {
            return other instanceof Sftp sftp
                    && sftp.host.equalsIgnoreCase(host)
                    && sftp.port == port
                    && inside(sftp.path.substring(1), path.substring(1));
        }
    }

    /** A pool of a Ceph cluster. */
    record Ceph(
            List<String> monitors,
            String pool,
            String user,
            @Nullable CephCredentials credentials,
            Map<String, String> options)
            implements Location {
        public Ceph {
            monitors = List.copyOf(monitors);
            options = Map.copyOf(options);
        }

        @Override
        public String words() {
            return "ceph://" + String.join(",", monitors) + "/" + pool;
        }

        /** One monitor in common is one cluster. */
        @Override
        public boolean overlaps(Location other) {
            return other instanceof Ceph ceph
                    && ceph.pool.equals(pool)
                    && new HashSet<>(ceph.monitors).removeAll(monitors);
        }
    }

    private static boolean inside(String one, String other) {
        return one.isEmpty()
                || other.isEmpty()
                || (one + "/").startsWith(other + "/")
                || (other + "/").startsWith(one + "/");
    }

    /** How the server proves to an S3 server who it is. */
    sealed interface S3Credentials {
        /** A profile in the AWS files of the server's user. */
        record Profile(String name) implements S3Credentials {}

        /** Two environment variables that begin with this. */
        record Environment(String name) implements S3Credentials {}

        /** A file in the folder of credentials. */
        record File(String name) implements S3Credentials {}

        /** The keys themselves. */
        record KeyPair(String accessKeyId, SealedSecret secretAccessKey) implements S3Credentials {}
    }

    /** How the server proves to an SSH server who it is. */
    sealed interface SftpCredentials {
        /** By a password. */
        record Password(SealedSecret password) implements SftpCredentials {}

        /**
         * By a private key in the folder of credentials.
         *
         * @param passphrase where the key is encrypted
         */
        record KeyFile(String name, @Nullable SealedSecret passphrase) implements SftpCredentials {}

        /** By the agent in the server's environment. */
        record Agent() implements SftpCredentials {}
    }

    /** How the server proves to a Ceph cluster who it is. */
    sealed interface CephCredentials {
        /** By a cephx key. */
        record Key(SealedSecret key) implements CephCredentials {}

        /** By a keyring in the folder of credentials. */
        record Keyring(String name) implements CephCredentials {}
    }
}
