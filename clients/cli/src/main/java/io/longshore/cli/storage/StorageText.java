package io.longshore.cli.storage;

import io.longshore.cli.output.Details;
import io.longshore.cli.output.Words;
import io.longshore.v1.BackupStorage;
import io.longshore.v1.S3Location;
import io.longshore.v1.SftpLocation;
import java.util.List;

/** Storages in words. */
final class StorageText {
    private StorageText() {}

    /** {@code storage main (uuid): enabled, connected, /srv/main, 12.0 GiB of 1.00 TiB used}. */
    static String line(BackupStorage storage) {
        return "storage " + Words.printable(storage.getName()) + " (" + storage.getUuid() + "): "
                + Words.constant(storage.getState()) + ", " + Words.constant(storage.getStatus()) + ", "
                + place(storage);
    }

    static List<String> details(BackupStorage storage) {
        var capacity = storage.getCapacity();
        return new Details()
                .add("name", storage.getName())
                .add("uuid", storage.getUuid())
                .add("description", storage.getDescription())
                .add("state", Words.constant(storage.getState()))
                .add("status", Words.constant(storage.getStatus()))
                .add("because", storage.getStatusReason())
                .add("path", place(storage))
                .add("total", Words.bytes(capacity.getTotalBytes()))
                .add("limit", capacity.hasLimitBytes() ? Words.bytes(capacity.getLimitBytes()) : "")
                .add("available", Words.bytes(capacity.getAvailableBytes()))
                .add("used", Words.bytes(capacity.getUsedBytes()))
                .add("reclaimable", Words.bytes(capacity.getReclaimableBytes()))
                .add("reserved", Words.bytes(capacity.getReservedBytes()))
                .add("durability", storage.getDurability())
                .add("created", Words.time(storage.getCreateTime()))
                .lines();
    }

    static String place(BackupStorage storage) {
        return switch (storage.getLocationCase()) {
            case FILE -> storage.getFile().getPath();
            case S3 -> bucket(storage.getS3());
            case SFTP -> folder(storage.getSftp());
            case CEPH ->
                "ceph://" + String.join(",", storage.getCeph().getMonitorsList()) + "/"
                        + storage.getCeph().getPool();
            case LOCATION_NOT_SET -> "-";
        };
    }

    private static String bucket(S3Location s3) {
        var bucket = s3.getEndpoint().isEmpty() ? "s3://" + s3.getBucket() : s3.getEndpoint() + "/" + s3.getBucket();
        return s3.getPrefix().isEmpty() ? bucket : bucket + "/" + s3.getPrefix();
    }

    private static String folder(SftpLocation sftp) {
        return "sftp://" + sftp.getUser() + "@" + sftp.getHost() + ":" + sftp.getPort() + sftp.getPath();
    }
}
