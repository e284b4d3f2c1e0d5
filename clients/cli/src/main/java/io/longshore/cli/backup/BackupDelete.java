package io.longshore.cli.backup;

import io.longshore.cli.command.Invocation;
import io.longshore.cli.command.Server;
import io.longshore.cli.command.StorageOption;
import io.longshore.cli.command.Uuids;
import io.longshore.cli.output.Resource;
import io.longshore.v1.DeleteVolumeBackupRequest;
import io.longshore.v1.DeleteVolumeBackupResponse;
import io.longshore.v1.VolumeBackup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code backup delete}. */
@Command(
        name = "delete",
        description = "Remove a backup, or each of a group's, for good. The space comes back with `storage reclaim`.")
public final class BackupDelete implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "BACKUP|GROUP", description = "Its name or uuid. A name that fits both means the group.")
    private String backup = "";

    @Mixin
    private final StorageOption storages = new StorageOption();

    public BackupDelete(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        try (var server = invocation.connect()) {
            var names = server.names().storageNames();
            var on = storages.uuids(server.names());
            switch (Found.of(server, backup)) {
                case Found.Single single -> {
                    var answer = delete(server, single.backup(), on);
                    var resource = Resource.of(single.backup().getUuid()).with("task_uuid", answer.getTaskUuid());
                    invocation
                            .output()
                            .result(
                                    answer.hasVolumeBackup() ? resource.with(answer.getVolumeBackup()) : resource,
                                    List.of(line(single.backup(), answer, names)));
                }
                case Found.Group group -> {
                    var left = new ArrayList<VolumeBackup>();
                    var lines = new ArrayList<String>();
                    for (var each : group.group().getVolumeBackupsList()) {
                        var answer = delete(server, each, on);
                        lines.add(line(each, answer, names));
                        if (answer.hasVolumeBackup()) {
                            left.add(answer.getVolumeBackup());
                        }
                    }
                    invocation
                            .output()
                            .result(Resource.of(group.group().getGroupUuid()).with("volume_backups", left), lines);
                }
            }
            return 0;
        }
    }

    private static DeleteVolumeBackupResponse delete(Server server, VolumeBackup backup, List<String> storageUuids)
            throws InterruptedException {
        var request = DeleteVolumeBackupRequest.newBuilder()
                .setUuid(backup.getUuid())
                .addAllBackupStorageUuids(storageUuids)
                .setRequestId(Uuids.random())
                .build();
        return server.call(() -> server.connection().backups().deleteVolumeBackup(request));
    }

    private static String line(VolumeBackup before, DeleteVolumeBackupResponse answer, Map<String, String> storages) {
        return answer.hasVolumeBackup()
                ? BackupText.line(answer.getVolumeBackup(), storages)
                : "backup " + before.getName() + " (" + before.getUuid() + ") is gone for good";
    }
}
