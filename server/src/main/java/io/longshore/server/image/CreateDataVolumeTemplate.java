package io.longshore.server.image;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.backup.VolumeBackup;
import io.longshore.server.backup.VolumeBackup.Content;
import io.longshore.server.backup.VolumeBackup.Status;
import io.longshore.server.backup.VolumeBackup.VolumeBackupRef;
import io.longshore.server.backup.VolumeBackupAccess;
import io.longshore.server.backup.VolumeBackups;
import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.Manifest.StoredDisk;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.Provenance;
import io.longshore.server.format.DiskFormat;
import io.longshore.server.image.Image.MediaType;
import io.longshore.server.storage.Admission;
import io.longshore.server.storage.ManifestAuthor;
import io.longshore.server.storage.Notes;
import io.longshore.server.storage.RawConversion;
import io.longshore.server.storage.ShrinkingReservation;
import io.longshore.server.storage.StorageAccess;
import io.longshore.server.storage.StorageFailures;
import io.longshore.server.task.Caller;
import io.longshore.server.task.Outcome;
import io.longshore.server.task.TaskContext;
import io.longshore.server.task.TaskSuspendedException;
import io.longshore.server.task.Work;
import io.longshore.server.transfer.DestinationFullException;
import io.longshore.server.transfer.DiskCopy;
import io.longshore.server.transfer.Receipt;
import io.longshore.server.transfer.TransferEngine;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a data volume template of a volume backup. Where the backup lies on the same storage, one manifest is all that is written. */
public final class CreateDataVolumeTemplate implements Work<ImageOperation.CreateDataVolumeTemplate> {
    private final Images images;
    private final VolumeBackupAccess backups;
    private final StorageAccess storages;
    private final Admission admission;
    private final TransferEngine engine;
    private final ManifestAuthor author;
    private final Notes notes;
    private final RawConversion conversion;
    private final InstantSource clock;

    public CreateDataVolumeTemplate(
            Images images,
            VolumeBackups backups,
            StorageAccess storages,
            Admission admission,
            TransferEngine engine,
            ManifestAuthor author,
            Notes notes,
            RawConversion conversion,
            InstantSource clock) {
        this.images = images;
        this.backups = new VolumeBackupAccess(backups);
        this.storages = storages;
        this.admission = admission;
        this.engine = engine;
        this.author = author;
        this.notes = notes;
        this.conversion = conversion;
        this.clock = clock;
    }

    /** Checks in the contract's order, and reserves room where bytes must be copied. */
    @Override
    public void accept(Caller caller, ImageOperation.CreateDataVolumeTemplate operation) {
        var backup = backups.find(caller, operation.volumeBackupUuid());
        var destination = storages.find(caller, operation.backupStorageUuid());
        var ready = readable(backup);
        if (ready.isEmpty()) {
            throw VolumeBackupAccess.notReady(backup);
        }
        storages.checkUsable(List.of(destination));
        var source = source(backup, destination.uuid());
        storages.checkUsable(List.of(storages.find(caller, source.backupStorageUuid())));
        NewImages.checkFree(images, operation.imageUuid());
        admission.reserve(operation.imageUuid(), destination, bound(backup, destination.uuid()));
    }

    /** Where the backup can be read: it is ready there, and the storage answers. */
    private List<VolumeBackupRef> readable(VolumeBackup backup) {
        return backup.backupStorageRefs().stream()
                .filter(ref -> ref.status() == Status.READY)
                .filter(ref -> storages.connected(ref.backupStorageUuid()))
                .toList();
    }

    /** Where it is read: on the destination itself if it lies there, else on a storage that takes work. */
    private VolumeBackupRef source(VolumeBackup backup, String destinationUuid) {
        var ready = readable(backup);
        return ready.stream()
                .filter(ref -> ref.backupStorageUuid().equals(destinationUuid))
                .findFirst()
                .or(() -> ready.stream()
                        .filter(ref -> storages.usable(storages.find(ref.backupStorageUuid())))
                        .findFirst())
                .or(() -> ready.stream().findFirst())
                .orElseThrow(() -> VolumeBackupAccess.notReady(backup));
    }

    /** Nothing where the backup lies there already, and equal blocks are kept once. */
    private long bound(VolumeBackup backup, String destinationUuid) {
        boolean shared = backup.readyOn(destinationUuid)
                && !storages.driver(destinationUuid).rawOnly();
        return shared ? 0 : Admission.upperBound(backup.actualSizeBytes());
    }

    @Override
    public Outcome run(ImageOperation.CreateDataVolumeTemplate operation, TaskContext context)
            throws InterruptedException {
        var backup = backups.find(Caller.SERVER, operation.volumeBackupUuid());
        var copied = copy(operation, backup, context);
        return new Outcome(() -> insert(operation, backup, copied, context.caller()), () -> settle(operation));
    }

    /** What is at the destination before the row is, and what is said of it. */
    private record Copied(
            ManifestKey key,
            DiskIdentity disk,
            String format,
            long sizeBytes,
            long actualSizeBytes,
            @Nullable String md5Sum,
            Receipt receipt) {
        /** The backup's own content. */
        static Copied of(Manifest manifest, VolumeBackup backup, Content content, Receipt receipt) {
            var md5 = manifest.body() instanceof StoredDisk disk ? disk.md5() : Optional.<String>empty();
            return new Copied(
                    manifest.key(),
                    content.identity(),
                    content.format(),
                    backup.sizeBytes(),
                    content.actualSizeBytes(),
                    md5.orElse(null),
                    receipt);
        }
    }

    private Copied convert(
            ImageOperation.CreateDataVolumeTemplate operation,
            VolumeBackup backup,
            VolumeBackupRef source,
            TaskContext context)
            throws InterruptedException {
        var content = VolumeBackupAccess.content(backup, source);
        var request = new RawConversion.Request(
                ManifestKind.IMAGE,
                operation.imageUuid(),
                source.backupStorageUuid(),
                StoredDisk.of(content.identity(), content.format()),
                content.actualSizeBytes(),
                provenance(backup, source, context.taskUuid()));
        var raw = conversion
                .run(List.of(request), operation.imageUuid(), operation.backupStorageUuid(), context)
                .getFirst();
        return new Copied(
                raw.key(),
                raw.disk(),
                DiskFormat.RAW.wireName(),
                raw.disk().lengthBytes(),
                raw.actualSizeBytes(),
                null,
                raw.receipt());
    }

    private Provenance provenance(VolumeBackup backup, VolumeBackupRef source, String taskUuid) {
        return author.derived(
                taskUuid, "CreateDataVolumeTemplate", clock.instant(), source.backupStorageUuid(), backup.uuid());
    }

    private Copied copy(ImageOperation.CreateDataVolumeTemplate operation, VolumeBackup backup, TaskContext context)
            throws InterruptedException {
        var destination = storages.driverOrWait(operation.backupStorageUuid());
        var source = source(backup, operation.backupStorageUuid());
        var content = VolumeBackupAccess.content(backup, source);
        if (RawConversion.needed(destination, content.format())) {
            return convert(operation, backup, source, context);
        }
        var disk = new DiskCopy(
                Uuids.parse(operation.imageUuid()),
                storages.driverOrWait(source.backupStorageUuid()),
                content.identity());
        try (var transfer =
                engine.start(Uuids.parse(context.taskUuid()), destination, monitor(operation, backup, context))) {
            transfer.copy(List.of(disk));
            var receipt = transfer.verify().getFirst();
            var before = author.published(destination, ManifestKind.IMAGE, operation.imageUuid(), context.taskUuid());
            if (before.isPresent()) {
                return Copied.of(before.get(), backup, content, transfer.withRequests(receipt));
            }
            var manifest = manifest(operation, backup, source, context.taskUuid());
            transfer.publish(manifest);
            return Copied.of(manifest, backup, content, transfer.withRequests(receipt));
        } catch (DestinationFullException e) {
            throw new TaskSuspendedException("backup storage " + operation.backupStorageUuid() + " is full", e);
        } catch (IOException e) {
            throw StorageFailures.of(operation.backupStorageUuid(), e);
        }
    }

    private ShrinkingReservation monitor(
            ImageOperation.CreateDataVolumeTemplate operation, VolumeBackup backup, TaskContext context) {
        return new ShrinkingReservation(
                context,
                admission,
                operation.imageUuid(),
                operation.backupStorageUuid(),
                bound(backup, operation.backupStorageUuid()));
    }

    /** What the backup's manifest says of its content, without the volume: a template belongs to none. */
    private Manifest manifest(
            ImageOperation.CreateDataVolumeTemplate operation,
            VolumeBackup backup,
            VolumeBackupRef source,
            String taskUuid)
            throws IOException {
        var content = VolumeBackupAccess.content(backup, source);
        var key = new ManifestKey(ManifestKind.VOLUME_BACKUP, Uuids.parse(backup.uuid()), source.manifestId());
        var kept =
                storages.driverOrWait(source.backupStorageUuid()).manifest(key).map(Manifest::body);
        var body = kept.orElse(null) instanceof StoredDisk disk
                ? new StoredDisk(
                        disk.content(),
                        disk.format(),
                        disk.disk(),
                        disk.md5(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())
                : StoredDisk.of(content.identity(), content.format());
        return new Manifest(
                ManifestKey.random(ManifestKind.IMAGE, Uuids.parse(operation.imageUuid())),
                body,
                provenance(backup, source, taskUuid));
    }

    private ImageResult insert(
            ImageOperation.CreateDataVolumeTemplate operation, VolumeBackup backup, Copied copied, Caller caller) {
        var said = operation.said().mediaType();
        var content = new NewImages.Content(
                copied.disk(),
                copied.format(),
                copied.sizeBytes(),
                copied.actualSizeBytes(),
                copied.md5Sum(),
                said == null ? MediaType.DATA_VOLUME_TEMPLATE : said,
                "volume-backup://" + backup.uuid());
        var path = storages.installPath(operation.backupStorageUuid(), operation.imageUuid(), content.identity());
        var image = NewImages.insert(
                images,
                operation.imageUuid(),
                caller.accountUuid(),
                operation.said(),
                content,
                new NewImages.Place(
                        operation.backupStorageUuid(), path, copied.key().id()),
                clock.instant());
        admission.release(operation.imageUuid(), operation.backupStorageUuid());
        return new ImageResult.Stored(image, copied.receipt());
    }

    private void settle(ImageOperation.CreateDataVolumeTemplate operation) {
        images.find(operation.imageUuid()).ifPresent(image -> ImageNotes.write(notes, image));
    }

    /** Gives the room back. A copy that has its manifest by now is the reconciler's. */
    @Override
    public void abandon(ImageOperation.CreateDataVolumeTemplate operation) {
        admission.release(operation.imageUuid(), operation.backupStorageUuid());
    }
}
