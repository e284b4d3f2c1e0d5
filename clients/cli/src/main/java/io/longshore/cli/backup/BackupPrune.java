package io.longshore.cli.backup;

import io.longshore.cli.command.CommandFailure;
import io.longshore.cli.command.ExitCode;
import io.longshore.cli.command.Invocation;
import io.longshore.cli.command.TaskOptions;
import io.longshore.cli.output.Resource;
import io.longshore.cli.output.Table;
import io.longshore.cli.output.Words;
import io.longshore.client.Operation;
import io.longshore.v1.PruneBackupsRequest;
import io.longshore.v1.PruneBackupsResult;
import io.longshore.v1.PruneDecision;
import io.longshore.v1.RetentionRule;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backup prune}. */
@Command(
        name = "prune",
        description = "Remove from a storage the backups that no count keeps: of each machine and volume by itself.")
public final class BackupPrune implements Callable<Integer> {
    private final Invocation invocation;

    @Option(names = "--storage", paramLabel = "STORAGE", required = true, description = "Where: name or uuid.")
    private String storage = "";

    @Option(names = "--machine", paramLabel = "UUID", description = "Of this machine alone.")
    private @Nullable String machine;

    @Option(names = "--volume", paramLabel = "UUID", description = "Of this volume alone, those in no group.")
    private @Nullable String volume;

    @Option(names = "--keep-last", paramLabel = "N", description = "The newest so many.")
    private int last;

    @Option(names = "--keep-hourly", paramLabel = "N", description = "The newest of each of so many hours.")
    private int hourly;

    @Option(names = "--keep-daily", paramLabel = "N", description = "The newest of each of so many days.")
    private int daily;

    @Option(names = "--keep-weekly", paramLabel = "N", description = "The newest of each of so many weeks.")
    private int weekly;

    @Option(names = "--keep-monthly", paramLabel = "N", description = "The newest of each of so many months.")
    private int monthly;

    @Option(names = "--keep-yearly", paramLabel = "N", description = "The newest of each of so many years.")
    private int yearly;

    @Option(
            names = "--time-zone",
            paramLabel = "ZONE",
            defaultValue = "UTC",
            description = "Whose days are meant. Default: ${DEFAULT-VALUE}.")
    private String timeZone = "";

    @Option(names = "--dry-run", description = "Tell what would go and why the others stay; remove nothing.")
    private boolean dryRun;

    @Mixin
    private final TaskOptions taskOptions = new TaskOptions();

    public BackupPrune(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        if (machine != null && volume != null) {
            throw new CommandFailure(ExitCode.USAGE, "--machine and --volume (expected: one of them)");
        }
        try (var server = invocation.connect()) {
            var request = PruneBackupsRequest.newBuilder()
                    .setBackupStorageUuid(server.names().storage(storage))
                    .setKeep(keep())
                    .setTimeZone(timeZone)
                    .setDryRun(dryRun)
                    .setRequestId(taskOptions.requestId());
            if (machine != null) {
                request.setVmInstanceUuid(machine);
            }
            if (volume != null) {
                request.setVolumeUuid(volume);
            }
            server.run(Operation.pruneBackups(request.build()), taskOptions).ifPresent(this::show);
            return 0;
        }
    }

    private RetentionRule keep() {
        return RetentionRule.newBuilder()
                .setLast(last)
                .setHourly(hourly)
                .setDaily(daily)
                .setWeekly(weekly)
                .setMonthly(monthly)
                .setYearly(yearly)
                .build();
    }

    private void show(PruneBackupsResult result) {
        var table = new Table("CREATED", "NAME", dryRun ? "WOULD" : "DONE", "BECAUSE", "UUID");
        for (var backup : result.getBackupsList()) {
            table.row(
                    Words.time(backup.getCreateTime()),
                    Words.printable(backup.getName()),
                    word(backup.getDecision()),
                    String.join(", ", backup.getReasonsList()),
                    uuid(backup));
        }
        invocation
                .output()
                .list(
                        result.getBackupsList().stream()
                                .map(backup -> Resource.of(uuid(backup)).with(backup))
                                .toList(),
                        table,
                        "No backup is there to prune.");
    }

    private static String uuid(io.longshore.v1.PrunedBackup backup) {
        return backup.getGroupUuid().isEmpty() ? backup.getVolumeBackupUuids(0) : backup.getGroupUuid();
    }

    private String word(PruneDecision decision) {
        return switch (decision) {
            case PRUNE_DECISION_KEEP -> dryRun ? "stay" : "kept";
            case PRUNE_DECISION_REMOVE -> dryRun ? "go" : "removed";
            case PRUNE_DECISION_SKIPPED -> "skipped";
            case PRUNE_DECISION_UNSPECIFIED, UNRECOGNIZED -> "";
        };
    }
}
