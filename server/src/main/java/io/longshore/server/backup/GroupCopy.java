package io.longshore.server.backup;

import io.longshore.server.backup.BackupOperation.SyncVmBackup;
import io.longshore.server.backup.VolumeBackup.Content;
import io.longshore.server.backup.VolumeBackup.Status;
import io.longshore.server.backup.VolumeBackup.VolumeBackupRef;
import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.Manifest.StoredDisk;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.Provenance;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.format.DiskFormat;
import io.longshore.server.storage.Admission;
import io.longshore.server.storage.ManifestAuthor;
import io.longshore.server.storage.RawConversion;
import io.longshore.server.storage.RawConversion.RawDisk;
import io.longshore.server.storage.RepeatedSteps;
import io.longshore.server.storage.ShrinkingReservation;
import io.longshore.server.storage.StorageAccess;
import io.longshore.server.storage.StorageFailures;
import io.longshore.server.task.TaskContext;
import io.longshore.server.task.TaskSuspendedException;
import io.longshore.server.transfer.DestinationFullException;
import io.longshore.server.transfer.DiskCopy;
import io.longshore.server.transfer.Receipt;
import io.longshore.server.transfer.Transfer;
import io.longshore.server.transfer.TransferEngine;
import io.longshore.server.transfer.TransferMonitor;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Brings the disks and manifests of a group to another storage, before any row says so. Done again it finds what it did before. */
public final class GroupCopy {
    private final StorageAccess storages;
    private final Admission admission;
    private final TransferEngine engine;
    private final ManifestAuthor author;
    private final RawConversion conversion;
    private final InstantSource clock;

    public GroupCopy(
            StorageAccess storages,
            Admission admission,
            TransferEngine engine,
            ManifestAuthor author,
            RawConversion conversion,
            InstantSource clock) {
        this.storages = storages;
        this.admission = admission;
        this.engine = engine;
        this.author = author;
        this.conversion = conversion;
        this.clock = clock;
    }

    /**
     * What is at the destination now.
     *
     * @param members the group's backups, in its order
     * @param placed references of those that were not there before
     * @param superseded manifests that the new ones stand in for
     */
    record Copied(
            List<String> members, List<Receipt> receipts, List<VolumeBackupRef> placed, List<ManifestKey> superseded) {}

    Copied run(SyncVmBackup operation, List<VolumeBackup> group, TaskContext context) throws InterruptedException {
        var destination = storages.driverOrWait(operation.destinationUuid());
        var converted = converted(operation, group, destination);
        var monitor = monitor(operation, group, converted.isEmpty() ? context : new RepeatedSteps(context));
        try (var transfer = engine.start(Uuids.parse(context.taskUuid()), destination, monitor)) {
            var target = new RawConversion.Target(transfer, monitor, context);
            var raw = copy(operation, group, destination, converted, target);
            var receipts = transfer.verify();
            return new Publishing(operation, destination, transfer, raw, context.taskUuid()).publish(group, receipts);
        } catch (DestinationFullException e) {
            throw new TaskSuspendedException("backup storage " + operation.destinationUuid() + " is full", e);
        } catch (IOException e) {
            throw StorageFailures.of(operation.destinationUuid(), e);
        }
    }

    private ShrinkingReservation monitor(SyncVmBackup operation, List<VolumeBackup> group, TransferMonitor monitor) {
        long bytes = bound(operation, group);
        return new ShrinkingReservation(monitor, admission, operation.groupUuid(), operation.destinationUuid(), bytes);
    }

    /** What backups may take that the destination does not have. */
    static long bound(SyncVmBackup operation, List<VolumeBackup> group) {
        return group.stream()
                .filter(backup -> !backup.readyOn(operation.destinationUuid()))
                .mapToLong(
                        backup -> Admission.upperBound(source(operation, backup).actualSizeBytes()))
                .sum();
    }

    /** What a backup is on the source. */
    private static Content source(SyncVmBackup operation, VolumeBackup backup) {
        var ref = backup.on(operation.sourceUuid())
                .orElseThrow(() -> VolumeBackupAccess.notOn(backup, operation.sourceUuid()));
        return VolumeBackupAccess.content(backup, ref);
    }

    /** The backups that are made raw on their way. */
    List<VolumeBackup> converted(SyncVmBackup operation, List<VolumeBackup> group, StorageDriver destination) {
        return group.stream()
                .filter(backup -> !backup.readyOn(operation.destinationUuid()))
                .filter(backup -> RawConversion.needed(
                        destination, source(operation, backup).format()))
                .toList();
    }

    /** Copies all of them: together, or where some are converted, one after the other. Returns what was made raw, by backup. */
    private Map<String, RawDisk> copy(
            SyncVmBackup operation,
            List<VolumeBackup> group,
            StorageDriver destination,
            List<VolumeBackup> converted,
            RawConversion.Target target)
            throws InterruptedException {
        if (converted.isEmpty()) {
            target.transfer().copy(disks(operation, group, destination));
            return Map.of();
        }
        var raw = new HashMap<String, RawDisk>();
        long bytes = bound(operation, group);
        target.monitor().later(bytes, bytes);
        for (int i = 0; i < group.size(); i++) {
            var backup = group.get(i);
            if (converted.contains(backup)) {
                long laterBytes = bound(operation, group.subList(i + 1, group.size()));
                raw.put(backup.uuid(), conversion.copy(request(operation, backup, target), target, laterBytes));
            } else {
                target.transfer().copy(List.of(disk(operation, backup, destination)));
            }
        }
        return raw;
    }

    private RawConversion.Request request(SyncVmBackup operation, VolumeBackup backup, RawConversion.Target target) {
        return new RawConversion.Request(
                ManifestKind.VOLUME_BACKUP,
                backup.uuid(),
                operation.sourceUuid(),
                body(operation, backup),
                source(operation, backup).actualSizeBytes(),
                provenance(operation, backup, target.context().taskUuid()));
    }

    private Provenance provenance(SyncVmBackup operation, VolumeBackup backup, String taskUuid) {
        return author.copied(taskUuid, "SyncVmBackup", backup.createTime(), operation.sourceUuid());
    }

    /** What the source's manifest says of a backup. */
    private StoredDisk body(SyncVmBackup operation, VolumeBackup backup) {
        var ref = backup.on(operation.sourceUuid())
                .orElseThrow(() -> VolumeBackupAccess.notOn(backup, operation.sourceUuid()));
        try {
            var manifest = storages.driverOrWait(operation.sourceUuid()).manifest(VolumeBackupManifests.key(ref));
            if (manifest.map(Manifest::body).orElse(null) instanceof StoredDisk disk) {
                return disk;
            }
        } catch (IOException e) {
            throw StorageFailures.of(operation.sourceUuid(), e);
        }
        var content = source(operation, backup);
        return StoredDisk.of(content.identity(), content.format());
    }

    /** All of them: of what the destination has, the transfer says so in its receipt. */
    List<DiskCopy> disks(SyncVmBackup operation, List<VolumeBackup> group, StorageDriver destination) {
        return group.stream()
                .map(backup -> disk(operation, backup, destination))
                .toList();
    }

    private DiskCopy disk(SyncVmBackup operation, VolumeBackup backup, StorageDriver destination) {
        var uuid = Uuids.parse(backup.uuid());
        var there = backup.on(operation.destinationUuid()).filter(ref -> ref.status() == Status.READY);
        if (there.isPresent()) {
            var content = VolumeBackupAccess.content(backup, there.get());
            return DiskCopy.there(uuid, destination, content.identity());
        }
        var source = storages.driverOrWait(operation.sourceUuid());
        return new DiskCopy(uuid, source, source(operation, backup).identity());
    }

    /** The manifests of one sync. */
    private final class Publishing {
        private final SyncVmBackup operation;
        private final StorageDriver destination;
        private final Transfer transfer;
        private final Map<String, RawDisk> raw;
        private final String taskUuid;
        private final List<VolumeBackupRef> placed = new ArrayList<>();
        private final List<ManifestKey> superseded = new ArrayList<>();
        private final List<GroupManifest.Placed> members = new ArrayList<>();

        Publishing(
                SyncVmBackup operation,
                StorageDriver destination,
                Transfer transfer,
                Map<String, RawDisk> raw,
                String taskUuid) {
            this.operation = operation;
            this.destination = destination;
            this.transfer = transfer;
            this.raw = raw;
            this.taskUuid = taskUuid;
        }

        Copied publish(List<VolumeBackup> group, List<Receipt> receipts) throws IOException, InterruptedException {
            for (var backup : group) {
                members.add(new GroupManifest.Placed(backup.uuid(), place(backup), backup.type()));
            }
            publishGroup(group.getFirst());
            var uuids = group.stream().map(VolumeBackup::uuid).toList();
            var counted = receipts(uuids, transfer.withRequests(receipts));
            return new Copied(uuids, counted, List.copyOf(placed), List.copyOf(superseded));
        }

        private List<Receipt> receipts(List<String> uuids, List<Receipt> ofCopies) {
            var receipts = new ArrayList<Receipt>();
            for (int i = 0; i < uuids.size(); i++) {
                var made = raw.get(uuids.get(i));
                receipts.add(made == null ? ofCopies.get(i) : made.receipt(ofCopies.get(i)));
            }
            return receipts;
        }

        /** The id of a backup's manifest at the destination, which it gets now where it has none. */
        private String place(VolumeBackup backup) throws IOException, InterruptedException {
            var there = backup.on(operation.destinationUuid());
            if (there.isPresent() && there.get().status() == Status.READY) {
                return there.get().manifestId();
            }
            there.filter(damaged -> !damaged.manifestId().isEmpty())
                    .ifPresent(damaged -> superseded.add(VolumeBackupManifests.key(damaged)));
            var made = raw.get(backup.uuid());
            var key = made == null ? publish(backup) : conversion.publish(made, destination, transfer, taskUuid);
            var content = made == null
                    ? source(operation, backup)
                    : new Content(made.disk(), DiskFormat.RAW.wireName(), made.actualSizeBytes());
            var now = clock.instant();
            placed.add(new VolumeBackupRef(
                    backup.uuid(),
                    operation.destinationUuid(),
                    storages.installPath(operation.destinationUuid(), backup.uuid(), content.identity()),
                    key.id(),
                    Status.READY,
                    content.identity().equals(backup.identity()) ? null : content,
                    now,
                    now));
            return key.id();
        }

        private ManifestKey publish(VolumeBackup backup) throws IOException, InterruptedException {
            var before = author.published(destination, ManifestKind.VOLUME_BACKUP, backup.uuid(), taskUuid);
            if (before.isPresent()) {
                return before.get().key();
            }
            var key = ManifestKey.random(ManifestKind.VOLUME_BACKUP, Uuids.parse(backup.uuid()));
            transfer.publish(new Manifest(key, body(operation, backup), provenance(operation, backup, taskUuid)));
            return key;
        }

        /** Writes down what the group has here, unless a manifest says just that. */
        private void publishGroup(VolumeBackup root) throws IOException, InterruptedException {
            var body = GroupManifest.body(root.vmInstanceUuid(), members);
            var older = new ArrayList<ManifestKey>();
            for (var key : destination.manifests(ManifestKind.VM_BACKUP, Uuids.parse(operation.groupUuid()))) {
                if (destination.manifest(key).map(Manifest::body).equals(Optional.of(body))) {
                    return;
                }
                older.add(key);
            }
            superseded.addAll(older);
            transfer.publish(GroupManifest.of(
                    operation.groupUuid(), root.vmInstanceUuid(), members, provenance(operation, root, taskUuid)));
        }
    }
}
