package io.longshore.server.backup;

import io.longshore.server.backup.BackupOperation.SyncVmBackup;
import io.longshore.server.backup.VolumeBackup.Status;
import io.longshore.server.backup.VolumeBackup.VolumeBackupRef;
import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.Manifest.StoredDisk;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.storage.Admission;
import io.longshore.server.storage.ManifestAuthor;
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
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Brings the disks and manifests of a group to another storage, before any row says so. Done again it finds what it did before. */
public final class GroupCopy {
    private final StorageAccess storages;
    private final Admission admission;
    private final TransferEngine engine;
    private final ManifestAuthor author;
    private final InstantSource clock;

    public GroupCopy(
            StorageAccess storages,
            Admission admission,
            TransferEngine engine,
            ManifestAuthor author,
            InstantSource clock) {
        this.storages = storages;
        this.admission = admission;
        this.engine = engine;
        this.author = author;
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
        try (var transfer =
                engine.start(Uuids.parse(context.taskUuid()), destination, monitor(operation, group, context))) {
            transfer.copy(disks(operation, group, destination));
            var receipts = transfer.verify();
            return new Publishing(operation, destination, transfer, context.taskUuid()).publish(group, receipts);
        } catch (DestinationFullException e) {
            throw new TaskSuspendedException("backup storage " + operation.destinationUuid() + " is full", e);
        } catch (IOException e) {
            throw StorageFailures.of(operation.destinationUuid(), e);
        }
    }

    private ShrinkingReservation monitor(SyncVmBackup operation, List<VolumeBackup> group, TaskContext context) {
        long bytes = group.stream()
                .filter(backup -> !backup.readyOn(operation.destinationUuid()))
                .mapToLong(backup -> Admission.upperBound(backup.actualSizeBytes()))
                .sum();
        return new ShrinkingReservation(context, admission, operation.groupUuid(), operation.destinationUuid(), bytes);
    }

    /** All of them: of what the destination has, the transfer says so in its receipt and moves nothing. */
    List<DiskCopy> disks(SyncVmBackup operation, List<VolumeBackup> group, StorageDriver destination) {
        var disks = new ArrayList<DiskCopy>();
        for (var backup : group) {
            boolean there = backup.readyOn(operation.destinationUuid());
            var source = there ? destination : storages.driverOrWait(operation.sourceUuid());
            disks.add(new DiskCopy(Uuids.parse(backup.uuid()), source, VolumeBackupAccess.identity(backup)));
        }
        return disks;
    }

    /** The manifests of one sync. */
    private final class Publishing {
        private final SyncVmBackup operation;
        private final StorageDriver destination;
        private final Transfer transfer;
        private final String taskUuid;
        private final List<VolumeBackupRef> placed = new ArrayList<>();
        private final List<ManifestKey> superseded = new ArrayList<>();
        private final List<GroupManifest.Placed> members = new ArrayList<>();

        Publishing(SyncVmBackup operation, StorageDriver destination, Transfer transfer, String taskUuid) {
            this.operation = operation;
            this.destination = destination;
            this.transfer = transfer;
            this.taskUuid = taskUuid;
        }

        Copied publish(List<VolumeBackup> group, List<Receipt> receipts) throws IOException, InterruptedException {
            for (var backup : group) {
                members.add(new GroupManifest.Placed(backup.uuid(), place(backup), backup.type()));
            }
            publishGroup(group.getFirst());
            var uuids = group.stream().map(VolumeBackup::uuid).toList();
            return new Copied(uuids, transfer.withRequests(receipts), List.copyOf(placed), List.copyOf(superseded));
        }

        /** The id of a backup's manifest at the destination, which it gets now where it has none. */
        private String place(VolumeBackup backup) throws IOException, InterruptedException {
            var there = backup.on(operation.destinationUuid());
            if (there.isPresent() && there.get().status() == Status.READY) {
                return there.get().manifestId();
            }
            there.filter(damaged -> !damaged.manifestId().isEmpty())
                    .ifPresent(damaged -> superseded.add(key(backup, damaged.manifestId())));
            var key = publish(backup);
            var now = clock.instant();
            placed.add(new VolumeBackupRef(
                    backup.uuid(),
                    operation.destinationUuid(),
                    storages.installPath(
                            operation.destinationUuid(), backup.uuid(), VolumeBackupAccess.identity(backup)),
                    key.id(),
                    Status.READY,
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
            var provenance = author.copied(taskUuid, "SyncVmBackup", backup.createTime(), operation.sourceUuid());
            transfer.publish(new Manifest(key, body(backup), provenance));
            return key;
        }

        /** What the source's manifest says of the content holds at the destination too. */
        private Manifest.Body body(VolumeBackup backup) throws IOException {
            var ref = backup.on(operation.sourceUuid())
                    .orElseThrow(() -> VolumeBackupAccess.notOn(backup, operation.sourceUuid()));
            return storages.driverOrWait(operation.sourceUuid())
                    .manifest(key(backup, ref.manifestId()))
                    .map(Manifest::body)
                    .orElseGet(() -> StoredDisk.of(VolumeBackupAccess.identity(backup), backup.format()));
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
            var provenance = author.copied(taskUuid, "SyncVmBackup", root.createTime(), operation.sourceUuid());
            transfer.publish(GroupManifest.of(operation.groupUuid(), root.vmInstanceUuid(), members, provenance));
        }

        private ManifestKey key(VolumeBackup backup, String manifestId) {
            return new ManifestKey(ManifestKind.VOLUME_BACKUP, Uuids.parse(backup.uuid()), manifestId);
        }
    }
}
