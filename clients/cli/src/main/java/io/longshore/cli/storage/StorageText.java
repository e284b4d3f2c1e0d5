package io.longshore.cli.storage;

import io.longshore.cli.output.Details;
import io.longshore.cli.output.Words;
import io.longshore.v1.BackupStorage;
import io.longshore.v1.S3Location;
import io.longshore.v1.SftpLocation;
import io.longshore.v1.StorageOptions;
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
                .add("rate", rate(storage.getOptions()))
                .add("connections", connections(storage.getOptions()))
                .add("verified by", verified(storage.getOptions()))
                .add("copies", copies(storage))
                .add("created", Words.time(storage.getCreateTime()))
                .lines();
    }

    private static String rate(StorageOptions options) {
        return options.getBytesPerSecond() > 0 ? Words.rate(options.getBytesPerSecond()) + " at most" : "";
    }

    private static String connections(StorageOptions options) {
        return options.getConnections() > 0 ? options.getConnections() + " at most" : "";
    }

    /** Empty for what is usual: receipts tell what that was. */
    private static String verified(StorageOptions options) {
        return switch (options.getVerification()) {
            case VERIFICATION_READ_BACK -> "reading back";
            case VERIFICATION_CHECKSUM -> "checksums";
            case VERIFICATION_UNSPECIFIED, VERIFICATION_FULL, VERIFICATION_NOTHING_WRITTEN, UNRECOGNIZED -> "";
        };
    }

    private static String copies(BackupStorage storage) {
        int replicas = storage.getCeph().getPoolFigures().getReplicas();
        return replicas > 0 ? Integer.toString(replicas) : "";
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
