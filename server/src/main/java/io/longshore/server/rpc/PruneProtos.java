package io.longshore.server.rpc;

import io.longshore.server.backup.BackupOperation;
import io.longshore.server.backup.BackupOperation.PruneBackups.Of;
import io.longshore.server.backup.BackupResult;
import io.longshore.server.backup.PrunedBackup;
import io.longshore.server.backup.Retention;
import io.longshore.v1.PruneBackupsOperation;
import io.longshore.v1.PruneBackupsResult;
import io.longshore.v1.PruneDecision;
import io.longshore.v1.RetentionRule;

/** Retention, to and from the wire. */
final class PruneProtos {
    private PruneProtos() {}

    static Retention retention(RetentionRule rule) {
        return new Retention(
                rule.getLast(),
                rule.getHourly(),
                rule.getDaily(),
                rule.getWeekly(),
                rule.getMonthly(),
                rule.getYearly());
    }

    private static RetentionRule rule(Retention keep) {
        return RetentionRule.newBuilder()
                .setLast(keep.last())
                .setHourly(keep.hourly())
                .setDaily(keep.daily())
                .setWeekly(keep.weekly())
                .setMonthly(keep.monthly())
                .setYearly(keep.yearly())
                .build();
    }

    static PruneBackupsOperation operation(BackupOperation.PruneBackups operation) {
        var proto = PruneBackupsOperation.newBuilder()
                .setBackupStorageUuid(operation.backupStorageUuid())
                .setKeep(rule(operation.keep()))
                .setTimeZone(operation.timeZone())
                .setDryRun(operation.dryRun());
        switch (operation.of()) {
            case Of.Everything() -> {}
            case Of.Machine(var uuid) -> proto.setVmInstanceUuid(uuid);
            case Of.Volume(var uuid) -> proto.setVolumeUuid(uuid);
        }
        return proto.build();
    }

    static PruneBackupsResult result(BackupResult.Pruned pruned) {
        var proto = PruneBackupsResult.newBuilder();
        pruned.backups().forEach(backup -> proto.addBackups(backup(backup)));
        return proto.build();
    }

    private static io.longshore.v1.PrunedBackup backup(PrunedBackup backup) {
        return io.longshore.v1.PrunedBackup.newBuilder()
                .setGroupUuid(backup.groupUuid())
                .addAllVolumeBackupUuids(backup.volumeBackupUuids())
                .setVmInstanceUuid(backup.vmInstanceUuid())
                .setVolumeUuid(backup.volumeUuid())
                .setName(backup.name())
                .setCreateTime(TimeProtos.timestamp(backup.createTime()))
                .setDecision(
                        switch (backup.decision()) {
                            case KEEP -> PruneDecision.PRUNE_DECISION_KEEP;
                            case REMOVE -> PruneDecision.PRUNE_DECISION_REMOVE;
                            case SKIPPED -> PruneDecision.PRUNE_DECISION_SKIPPED;
                        })
                .addAllReasons(backup.reasons())
                .build();
    }
}
