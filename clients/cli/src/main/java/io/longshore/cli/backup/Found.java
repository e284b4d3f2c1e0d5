package io.longshore.cli.backup;

import io.longshore.cli.command.Server;
import io.longshore.cli.command.Uuids;
import io.longshore.v1.Condition;
import io.longshore.v1.GetVolumeBackupRequest;
import io.longshore.v1.ListVmBackupsRequest;
import io.longshore.v1.Operator;
import io.longshore.v1.VmBackup;
import io.longshore.v1.VolumeBackup;
import java.util.Optional;

/** What a name or uuid stands for where it may be a group's or a backup's. A name that fits both means the group. */
sealed interface Found {
    /** A machine's backups. */
    record Group(VmBackup group) implements Found {}

    /** A volume's backup. */
    record Single(VolumeBackup backup) implements Found {}

    /** Looks it up. */
    static Found of(Server server, String text) throws InterruptedException {
        var uuid = Uuids.read(text);
        if (uuid.isPresent()) {
            var group = group(server, uuid.get());
            return group.isPresent() ? new Group(group.get()) : new Single(backup(server, uuid.get()));
        }
        if (server.names().groupsNamed(text).isEmpty()) {
            return new Single(backup(server, server.names().volumeBackup(text)));
        }
        return new Group(group(server, server.names().group(text)).orElseThrow());
    }

    private static Optional<VmBackup> group(Server server, String uuid) throws InterruptedException {
        var request = ListVmBackupsRequest.newBuilder()
                .addConditions(Condition.newBuilder()
                        .setField("group_uuid")
                        .setOp(Operator.OPERATOR_EQ)
                        .addValues(uuid))
                .build();
        return server.call(() -> server.connection().backups().listVmBackups(request)).getVmBackupsList().stream()
                .findFirst();
    }

    private static VolumeBackup backup(Server server, String uuid) throws InterruptedException {
        var request = GetVolumeBackupRequest.newBuilder().setUuid(uuid).build();
        return server.call(() -> server.connection().backups().getVolumeBackup(request))
                .getVolumeBackup();
    }
}
