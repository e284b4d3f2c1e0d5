package io.longshore.cli.backup;

import io.longshore.cli.command.Invocation;
import io.longshore.cli.command.TaskOptions;
import io.longshore.cli.output.PlanText;
import io.longshore.cli.output.Words;
import io.longshore.client.Operation;
import io.longshore.v1.SyncVmBackupRequest;
import io.longshore.v1.SyncVmBackupResult;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backup sync}. */
@Command(
        name = "sync",
        description = "Copy a group of backups to another storage; what lies there already is not sent.")
public final class BackupSync implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "GROUP", description = "Its name or uuid.")
    private String group = "";

    @Option(names = "--from", paramLabel = "STORAGE", required = true, description = "Where it is read: name or uuid.")
    private String from = "";

    @Option(names = "--to", paramLabel = "STORAGE", required = true, description = "Where it goes: name or uuid.")
    private String to = "";

    @Option(names = "--dry-run", description = "Tell how many bytes would be sent; copy nothing.")
    private boolean dryRun;

    @Mixin
    private final TaskOptions taskOptions = new TaskOptions();

    public BackupSync(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        try (var server = invocation.connect()) {
            var storages = server.names().storageNames();
            var request = SyncVmBackupRequest.newBuilder()
                    .setGroupUuid(server.names().group(group))
                    .setSourceBackupStorageUuid(server.names().storage(from))
                    .setDestinationBackupStorageUuid(server.names().storage(to))
                    .setDryRun(dryRun)
                    .setRequestId(taskOptions.requestId());
            var operation = Operation.syncVmBackup(request.build());
            var ended = server.run(operation, taskOptions);
            if (ended.isPresent() && dryRun) {
                showPlans(ended.get());
            } else if (ended.isPresent()) {
                show(ended.get(), storages);
            }
            return 0;
        }
    }

    private void showPlans(SyncVmBackupResult result) {
        var lines = new ArrayList<String>();
        lines.add("group " + Words.printable(result.getVmBackup().getName()));
        for (int i = 0; i < result.getPlansCount(); i++) {
            var backup = result.getVmBackup().getVolumeBackups(i);
            lines.add("  " + backup.getUuid() + ": " + PlanText.line(result.getPlans(i)));
        }
        invocation
                .output()
                .result(BackupText.resource(result.getVmBackup()).with("plans", result.getPlansList()), lines);
    }

    private void show(SyncVmBackupResult result, Map<String, String> storages) {
        var lines = new ArrayList<>(BackupText.withReceipts(result.getVmBackup(), result.getReceiptsList(), storages));
        if (result.getNotIncludedUuidsCount() > 0) {
            lines.add("  " + result.getNotIncludedUuidsCount()
                    + " backups joined the group meanwhile and are not included: sync again for them");
        }
        var resource = BackupText.resource(result.getVmBackup())
                .with("receipts", result.getReceiptsList())
                .with("not_included_uuids", result.getNotIncludedUuidsList());
        invocation.output().result(resource, lines);
    }
}
