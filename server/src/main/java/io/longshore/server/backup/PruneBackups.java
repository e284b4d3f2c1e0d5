package io.longshore.server.backup;

import io.longshore.server.backup.BackupOperation.PruneBackups.Of;
import io.longshore.server.backup.PrunedBackup.Decision;
import io.longshore.server.backup.VolumeBackup.VolumeBackupRef;
import io.longshore.server.backup.VolumeBackup.VolumeType;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.storage.StorageAccess;
import io.longshore.server.task.Caller;
import io.longshore.server.task.Hold;
import io.longshore.server.task.Outcome;
import io.longshore.server.task.TaskContext;
import io.longshore.server.task.Work;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Applies a retention rule to the backups on a storage. What goes is decided once and kept in the task's checkpoint; each backup or group is then held and
 * marked as expunging in one transaction, and removed as {@link DeleteVolumeBackup} does it. Cut off, it goes on with the same decision.
 */
public final class PruneBackups implements Work<BackupOperation.PruneBackups> {
    private final VolumeBackups backups;
    private final StorageAccess storages;
    private final DeleteVolumeBackup deletion;

    public PruneBackups(VolumeBackups backups, StorageAccess storages, DeleteVolumeBackup deletion) {
        this.backups = backups;
        this.storages = storages;
        this.deletion = deletion;
    }

    @Override
    public void accept(Caller caller, BackupOperation.PruneBackups operation) {
        storages.find(caller, operation.backupStorageUuid());
        if (!operation.dryRun()) {
            storages.driver(operation.backupStorageUuid());
        }
    }

    @Override
    public Outcome run(BackupOperation.PruneBackups operation, TaskContext context) throws InterruptedException {
        var decided = context.checkpoint().map(PrunedBackup::read).orElseGet(() -> decide(operation, context));
        var done = operation.dryRun() ? decided : remove(operation, decided, context);
        return Outcome.of(() -> new BackupResult.Pruned(done));
    }

    private List<PrunedBackup> decide(BackupOperation.PruneBackups operation, TaskContext context) {
        var zone = ZoneId.of(operation.timeZone());
        var decided = new ArrayList<PrunedBackup>();
        for (var series : series(operation, context.caller()).values()) {
            series.sort(Comparator.comparing(PrunedBackup::createTime)
                    .thenComparing(backup -> backup.volumeBackupUuids().getFirst())
                    .reversed());
            var times = series.stream().map(PrunedBackup::createTime).toList();
            var reasons = operation.keep().reasons(times, zone).iterator();
            for (var backup : series) {
                var why = reasons.next();
                decided.add(backup.decided(why.isEmpty() ? Decision.REMOVE : Decision.KEEP, why));
            }
        }
        context.keepCheckpoint(PrunedBackup.write(decided));
        return decided;
    }

    private Map<String, List<PrunedBackup>> series(BackupOperation.PruneBackups operation, Caller caller) {
        var units = new LinkedHashMap<String, List<VolumeBackup>>();
        for (var ref : backups.refsOn(operation.backupStorageUuid())) {
            backups.find(ref.volumeBackupUuid())
                    .filter(backup -> caller.mayUse(backup.accountUuid()))
                    .ifPresent(backup -> units.computeIfAbsent(unit(backup), _ -> new ArrayList<>())
                            .add(backup));
        }
        var series = new TreeMap<String, List<PrunedBackup>>();
        for (var members : units.values()) {
            boolean ready = members.stream().allMatch(backup -> backup.readyOn(operation.backupStorageUuid()));
            var backup = described(members);
            if (ready && meant(operation.of(), backup)) {
                series.computeIfAbsent(backup.series(), _ -> new ArrayList<>()).add(backup);
            }
        }
        return series;
    }

    private static String unit(VolumeBackup backup) {
        return backup.groupUuid() == null ? "backup " + backup.uuid() : "group " + backup.groupUuid();
    }

    private static boolean meant(Of of, PrunedBackup backup) {
        return switch (of) {
            case Of.Everything() -> true;
            case Of.Machine(var uuid) ->
                !backup.groupUuid().isEmpty() && backup.vmInstanceUuid().equals(uuid);
            case Of.Volume(var uuid) ->
                backup.groupUuid().isEmpty() && backup.volumeUuid().equals(uuid);
        };
    }

    private static PrunedBackup described(List<VolumeBackup> members) {
        members.sort(Comparator.comparing((VolumeBackup backup) -> backup.type() != VolumeType.ROOT));
        var root = members.getFirst();
        return new PrunedBackup(
                Objects.requireNonNullElse(root.groupUuid(), ""),
                members.stream().map(VolumeBackup::uuid).toList(),
                Objects.requireNonNullElse(root.vmInstanceUuid(), ""),
                root.volumeUuid(),
                root.name(),
                root.createTime(),
                Decision.KEEP,
                List.of());
    }

    private List<PrunedBackup> remove(
            BackupOperation.PruneBackups operation, List<PrunedBackup> decided, TaskContext context)
            throws InterruptedException {
        var done = new ArrayList<PrunedBackup>();
        for (var backup : decided) {
            if (Thread.interrupted()) {
                throw new InterruptedException("stopped");
            }
            done.add(backup.decision() == Decision.REMOVE ? remove(operation, backup, context) : backup);
        }
        return done;
    }

    /** Either all of a group goes or, where another task holds any of it or something needs it, nothing. */
    private PrunedBackup remove(BackupOperation.PruneBackups operation, PrunedBackup backup, TaskContext context) {
        var held = context.transaction(() -> context.hold(holds(backup)));
        if (held.isPresent()) {
            var hold = held.get();
            return skipped(backup, "another task holds " + hold.kind().words() + " " + hold.uuid());
        }
        var copies = copies(operation, backup);
        try {
            copies.forEach(copy -> deletion.checkNeedless(List.of(copy), context));
            context.transaction(() -> {
                copies.forEach(copy -> deletion.begin(List.of(copy), context));
                return true;
            });
            deletion.remove(backup.groupUuid().isEmpty() ? null : backup.groupUuid(), copies, context);
            return backup;
        } catch (FailureException e) {
            if (e.reason() != Reason.DISK_IN_USE) {
                throw e;
            }
            return skipped(backup, String.valueOf(e.getMessage()));
        }
    }

    private static PrunedBackup skipped(PrunedBackup backup, String why) {
        return backup.decided(Decision.SKIPPED, List.of(why));
    }

    /** What is there still of it on the storage. */
    private List<VolumeBackupRef> copies(BackupOperation.PruneBackups operation, PrunedBackup backup) {
        return backup.volumeBackupUuids().stream()
                .flatMap(uuid -> backups.find(uuid).stream())
                .flatMap(found -> found.on(operation.backupStorageUuid()).stream())
                .toList();
    }

    private static Set<Hold> holds(PrunedBackup backup) {
        var holds = new LinkedHashSet<Hold>();
        backup.volumeBackupUuids().forEach(uuid -> holds.add(new Hold(Hold.Kind.VOLUME_BACKUP, uuid)));
        if (!backup.groupUuid().isEmpty()) {
            holds.add(new Hold(Hold.Kind.GROUP, backup.groupUuid()));
        }
        return holds;
    }

    /** Nothing is taken back: what is expunging is the reconciler's to finish. */
    @Override
    public void abandon(BackupOperation.PruneBackups operation) {}
}
