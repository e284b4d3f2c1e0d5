package io.longshore.cli.backup;

import io.longshore.cli.command.Invocation;
import io.longshore.cli.command.Pages;
import io.longshore.cli.command.Server;
import io.longshore.cli.output.Resource;
import io.longshore.cli.output.Table;
import io.longshore.cli.output.Words;
import io.longshore.v1.ListVmBackupsRequest;
import io.longshore.v1.ListVmBackupsResponse;
import io.longshore.v1.ListVolumeBackupsRequest;
import io.longshore.v1.ListVolumeBackupsResponse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code backup list}. */
@Command(name = "list", description = "List the backups, a volume each; or the groups of them, a machine each.")
public final class BackupList implements Callable<Integer> {
    private static final String NONE = "There is no backup yet: longshore backup add ROOT_FILE --storage STORAGE";

    private final Invocation invocation;

    @Option(names = "--groups", description = "List groups.")
    private boolean groups;

    public BackupList(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        try (var server = invocation.connect()) {
            if (groups) {
                listGroups(server);
            } else {
                listBackups(server);
            }
            return 0;
        }
    }

    private void listBackups(Server server) throws Exception {
        var request = ListVolumeBackupsRequest.newBuilder().setPageSize(Pages.SIZE);
        var backups = Pages.all(
                token -> server.call(() -> server.connection()
                        .backups()
                        .listVolumeBackups(request.setPageToken(token).build())),
                ListVolumeBackupsResponse::getVolumeBackupsList,
                ListVolumeBackupsResponse::getNextPageToken);
        var storages = server.names().storageNames();
        var table = new Table("NAME", "TYPE", "STATUS", ">SIZE", "ON", "CREATED", "GROUP", "UUID");
        backups.forEach(backup -> table.row(
                backup.getName(),
                Words.constant(backup.getType()),
                Words.constant(backup.getStatus()),
                Words.bytes(backup.getSizeBytes()),
                BackupText.places(backup, storages),
                Words.time(backup.getCreateTime()),
                backup.hasGroupUuid() ? backup.getGroupUuid() : "-",
                backup.getUuid()));
        invocation.output().list(backups.stream().map(Resource::of).toList(), table, NONE);
    }

    private void listGroups(Server server) throws Exception {
        var request = ListVmBackupsRequest.newBuilder().setPageSize(Pages.SIZE / 10); // each holds its backups
        var found = Pages.all(
                token -> server.call(() -> server.connection()
                        .backups()
                        .listVmBackups(request.setPageToken(token).build())),
                ListVmBackupsResponse::getVmBackupsList,
                ListVmBackupsResponse::getNextPageToken);
        var table = new Table("NAME", ">BACKUPS", ">SIZE", "CREATED", "MACHINE", "GROUP");
        found.forEach(group -> table.row(
                group.getName(),
                Integer.toString(group.getVolumeBackupsCount()),
                Words.bytes(group.getSizeBytes()),
                Words.time(group.getCreateTime()),
                group.hasVmInstanceUuid() ? group.getVmInstanceUuid() : "-",
                group.getGroupUuid()));
        invocation.output().list(found.stream().map(BackupText::resource).toList(), table, NONE);
    }
}
