package io.longshore.cli.backup;

import io.longshore.cli.output.Details;
import io.longshore.cli.output.ReceiptText;
import io.longshore.cli.output.Resource;
import io.longshore.cli.output.Words;
import io.longshore.v1.Receipt;
import io.longshore.v1.VmBackup;
import io.longshore.v1.VolumeBackup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Backups and groups of them in words. */
final class BackupText {
    private BackupText() {}

    /** A group as programs get it: under its uuid. */
    static Resource resource(VmBackup group) {
        return Resource.of(group.getGroupUuid()).with(group);
    }

    /** {@code group tuesday (uuid): 2 backups, 12.0 GiB}. */
    static String line(VmBackup group) {
        return "group " + Words.printable(group.getName()) + " (" + group.getGroupUuid() + "): "
                + (group.getVolumeBackupsCount() == 1 ? "1 backup" : group.getVolumeBackupsCount() + " backups")
                + ", " + Words.bytes(group.getSizeBytes());
    }

    /** {@code root backup tuesday (uuid): ready, qcow2, 10.0 GiB, on a, b}. */
    static String line(VolumeBackup backup, Map<String, String> storages) {
        var on = places(backup, storages);
        return Words.constant(backup.getType()) + " backup " + Words.printable(backup.getName()) + " ("
                + backup.getUuid() + "): " + Words.constant(backup.getStatus()) + ", " + backup.getFormat() + ", "
                + Words.bytes(backup.getSizeBytes()) + (on.isEmpty() ? "" : ", on " + on);
    }

    /** The group, and its backups each with its receipt. */
    static List<String> withReceipts(VmBackup group, List<Receipt> receipts, Map<String, String> storages) {
        var lines = new ArrayList<String>();
        lines.add(line(group));
        for (int i = 0; i < group.getVolumeBackupsCount(); i++) {
            lines.add("  " + line(group.getVolumeBackups(i), storages));
            if (i < receipts.size()) {
                ReceiptText.lines(receipts.get(i)).forEach(line -> lines.add("  " + line));
            }
        }
        return lines;
    }

    static List<String> details(VolumeBackup backup, Map<String, String> storages) {
        var details = new Details()
                .add("name", backup.getName())
                .add("uuid", backup.getUuid())
                .add("description", backup.getDescription())
                .add("group", backup.getGroupUuid())
                .add("machine", backup.getVmInstanceUuid())
                .add("volume", backup.getVolumeUuid())
                .add("type", Words.constant(backup.getType()))
                .add("status", Words.constant(backup.getStatus()))
                .add("format", backup.getFormat())
                .add("size", Words.bytes(backup.getSizeBytes()))
                .add("actual size", Words.bytes(backup.getActualSizeBytes()))
                .add("length", Words.bytes(backup.getIdentity().getLengthBytes()))
                .add("root", backup.getIdentity().getRoot())
                .add("created", Words.time(backup.getCreateTime()));
        backup.getBackupStorageRefsList()
                .forEach(ref -> details.add(
                        "on",
                        storages.getOrDefault(ref.getBackupStorageUuid(), ref.getBackupStorageUuid()) + ": "
                                + Words.constant(ref.getStatus()) + ", " + ref.getInstallPath()));
        return details.lines();
    }

    static List<String> details(VmBackup group, Map<String, String> storages) {
        var details = new Details()
                .add("name", group.getName())
                .add("group", group.getGroupUuid())
                .add("machine", group.getVmInstanceUuid())
                .add("size", Words.bytes(group.getSizeBytes()))
                .add("created", Words.time(group.getCreateTime()));
        group.getVolumeBackupsList().forEach(backup -> details.add("backup", line(backup, storages)));
        return details.lines();
    }

    static String places(VolumeBackup backup, Map<String, String> storages) {
        return String.join(
                ", ",
                backup.getBackupStorageRefsList().stream()
                        .map(ref -> Words.printable(
                                storages.getOrDefault(ref.getBackupStorageUuid(), ref.getBackupStorageUuid())))
                        .toList());
    }
}
