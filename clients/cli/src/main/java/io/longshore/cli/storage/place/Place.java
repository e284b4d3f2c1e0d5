package io.longshore.cli.storage.place;

import io.longshore.v1.CreateBackupStorageRequest;
import java.io.IOException;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;

/** Exactly one of the places that a storage can be made of. */
public final class Place {
    @ArgGroup(exclusive = false, heading = "%nA folder:%n")
    private @Nullable FolderPlace folder;

    @ArgGroup(exclusive = false, heading = "%nA bucket of an S3 server:%n")
    private @Nullable BucketPlace bucket;

    @ArgGroup(exclusive = false, heading = "%nA folder on another host, over SFTP:%n")
    private @Nullable SftpPlace sftp;

    @ArgGroup(exclusive = false, heading = "%nA pool of a Ceph cluster:%n")
    private @Nullable CephPlace ceph;

    /** One kind of place. */
    interface Kind {
        /** Writes the place into a request; {@code secret} has the password or key where one is needed. */
        void put(CreateBackupStorageRequest.Builder request, StorageSecret secret) throws IOException;
    }

    /** Writes the place that was given into a request. */
    public void put(CreateBackupStorageRequest.Builder request, StorageSecret secret) throws IOException {
        var given = Stream.<@Nullable Kind>of(folder, bucket, sftp, ceph)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
        given.put(request, secret);
    }
}
