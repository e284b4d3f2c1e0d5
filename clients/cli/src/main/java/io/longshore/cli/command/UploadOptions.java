package io.longshore.cli.command;

import io.longshore.v1.CreateUploadRequest;
import picocli.CommandLine.Option;

/** How files are taken. */
public final class UploadOptions {
    @Option(
            names = "--no-md5",
            description =
                    "Take no MD5, which a fast disk and network would wait for; every block has its SHA-256 anyway.")
    private boolean omitMd5;

    /** The request for an upload of this uuid. */
    public CreateUploadRequest request(String storageUuid, String uploadUuid) {
        return CreateUploadRequest.newBuilder()
                .setBackupStorageUuid(storageUuid)
                .setUuid(uploadUuid)
                .setOmitMd5(omitMd5)
                .build();
    }
}
