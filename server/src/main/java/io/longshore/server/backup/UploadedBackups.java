package io.longshore.server.backup;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.backup.BackupOperation.Description;
import io.longshore.server.backup.BackupOperation.Volume;
import io.longshore.server.backup.VolumeBackup.Content;
import io.longshore.server.backup.VolumeBackup.State;
import io.longshore.server.backup.VolumeBackup.Status;
import io.longshore.server.backup.VolumeBackup.VolumeBackupRef;
import io.longshore.server.content.CompleteUploads;
import io.longshore.server.content.Upload;
import io.longshore.server.content.UploadClaim;
import io.longshore.server.content.UploadLifecycle;
import io.longshore.server.content.UploadVerification;
import io.longshore.server.content.VerifiedUpload;
import io.longshore.server.content.VerifiedUploads;
import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.Manifest.StoredDisk;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.Provenance;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.format.DiskFormat;
import io.longshore.server.storage.ManifestAuthor;
import io.longshore.server.storage.Notes;
import io.longshore.server.storage.RawConversion;
import io.longshore.server.storage.RawConversion.Converted;
import io.longshore.server.storage.StorageAccess;
import io.longshore.server.storage.StorageFailures;
import io.longshore.server.task.Caller;
import io.longshore.server.task.TaskContext;
import io.longshore.server.transfer.Receipt;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes volume backups of uploads: the part that one backup and a machine's have in common. Their bytes are there; what is written is manifests, and on a storage that
 * takes raw disks alone those that are made of other uploads.
 */
public final class UploadedBackups {
    private final VolumeBackups backups;
    private final UploadLifecycle uploads;
    private final UploadVerification verification;
    private final StorageAccess storages;
    private final ManifestAuthor author;
    private final RawConversion conversion;
    private final InstantSource clock;

    public UploadedBackups(
            VolumeBackups backups,
            UploadLifecycle uploads,
            UploadVerification verification,
            StorageAccess storages,
            ManifestAuthor author,
            RawConversion conversion,
            InstantSource clock) {
        this.backups = backups;
        this.uploads = uploads;
        this.verification = verification;
        this.storages = storages;
        this.author = author;
        this.conversion = conversion;
        this.clock = clock;
    }

    /** What the backups of one request have in common. */
    record Request(List<Volume> volumes, @Nullable String groupUuid, Description said, String operation) {}

    /** A backup that has its manifest. */
    record Made(Volume volume, VerifiedUpload upload, ManifestKey key, Content content, Receipt receipt) {}

    /** Refuses what can't become backups: uploads, uuids and storage. Returns the storage's uuid. */
    String check(Caller caller, Request request) {
        checkDistinct(request.volumes());
        var found = request.volumes().stream()
                .map(volume -> CompleteUploads.find(uploads, caller, volume.uploadUuid()))
                .toList();
        var storageUuid = found.getFirst().backupStorageUuid();
        checkOneStorage(found, storageUuid);
        var _ = BackupMetadata.of(request.said().metadata(), request.said().vmInstanceUuid());
        checkFree(request);
        storages.checkUsable(List.of(storages.find(caller, storageUuid)));
        return storageUuid;
    }

    private static void checkDistinct(List<Volume> volumes) {
        boolean uploadsTwice =
                volumes.stream().map(Volume::uploadUuid).distinct().count() < volumes.size();
        boolean backupsTwice =
                volumes.stream().map(Volume::volumeBackupUuid).distinct().count() < volumes.size();
        if (uploadsTwice || backupsTwice) {
            throw new FailureException(
                    Reason.INVALID_ARGUMENT,
                    "volumes: two have the same " + (uploadsTwice ? "upload" : "uuid") + " (expected: each its own)",
                    Map.of("field", "volumes"));
        }
    }

    private static void checkOneStorage(List<Upload> found, String storageUuid) {
        for (var upload : found) {
            if (!upload.backupStorageUuid().equals(storageUuid)) {
                throw new FailureException(
                        Reason.UPLOADS_ON_DIFFERENT_STORAGES,
                        "upload " + upload.uuid() + " lies on backup storage " + upload.backupStorageUuid()
                                + " (expected: " + storageUuid + ", where the first one lies)",
                        Map.of("uploadUuid", upload.uuid(), "backupStorageUuid", upload.backupStorageUuid()));
            }
        }
    }

    private void checkFree(Request request) {
        for (var volume : request.volumes()) {
            if (backups.find(volume.volumeBackupUuid()).isPresent()) {
                throw exists("volume backup", "volumeBackupUuid", volume.volumeBackupUuid());
            }
        }
        if (request.groupUuid() != null && !backups.group(request.groupUuid()).isEmpty()) {
            throw exists("group", "groupUuid", request.groupUuid());
        }
    }

    private static FailureException exists(String what, String name, String uuid) {
        return new FailureException(
                Reason.RESOURCE_EXISTS, "another " + what + " has the uuid " + uuid, Map.of(name, uuid));
    }

    /** Reads the uploads back; they are the caller's to close. */
    VerifiedUploads verify(Request request, TaskContext context) throws InterruptedException {
        var claims = request.volumes().stream()
                .map(volume -> new UploadClaim(volume.uploadUuid(), volume.format(), volume.expectedRoot()))
                .toList();
        return verification.verify(claims, context);
    }

    /** Publishes a manifest for each backup that an earlier attempt did not publish; those that the storage does not take as they are it makes raw before. */
    List<Made> publish(Request request, VerifiedUploads verified, TaskContext context) throws InterruptedException {
        var storageUuid = verified.all().getFirst().upload().backupStorageUuid();
        var destination = storages.driverOrWait(storageUuid);
        var conversions = new LinkedHashMap<Volume, RawConversion.Request>();
        for (int i = 0; i < request.volumes().size(); i++) {
            var volume = request.volumes().get(i);
            var upload = verified.all().get(i);
            var disk = body(request, volume, upload); // refuses a wrong format before anything is written
            if (RawConversion.needed(destination, disk.format())) {
                conversions.put(volume, conversion(request, volume, upload, disk, context));
            }
        }
        var raw = convert(request, conversions, storageUuid, context);
        var made = new ArrayList<Made>();
        for (int i = 0; i < request.volumes().size(); i++) {
            var volume = request.volumes().get(i);
            var upload = verified.all().get(i);
            var converted = raw.get(volume);
            made.add(converted == null ? asItIs(request, volume, upload, context) : made(volume, upload, converted));
        }
        return made;
    }

    private RawConversion.Request conversion(
            Request request, Volume volume, VerifiedUpload upload, StoredDisk disk, TaskContext context) {
        return new RawConversion.Request(
                ManifestKind.VOLUME_BACKUP,
                volume.volumeBackupUuid(),
                upload.upload().backupStorageUuid(),
                disk,
                upload.actualSizeBytes(),
                provenance(request, context));
    }

    private Provenance provenance(Request request, TaskContext context) {
        return author.provenance(context.taskUuid(), request.operation(), clock.instant());
    }

    private Map<Volume, Converted> convert(
            Request request, Map<Volume, RawConversion.Request> conversions, String storageUuid, TaskContext context)
            throws InterruptedException {
        var raw = new HashMap<Volume, Converted>();
        if (conversions.isEmpty()) {
            return raw;
        }
        var holder = holder(request);
        try {
            var converted = conversion.run(List.copyOf(conversions.values()), holder, storageUuid, context);
            for (var volume : conversions.keySet()) {
                raw.put(volume, converted.get(raw.size()));
            }
            return raw;
        } finally {
            context.transaction(() -> {
                conversion.release(holder, storageUuid);
                return true;
            });
        }
    }

    /** Who has the room for conversions: what the task holds for itself. */
    private static String holder(Request request) {
        var group = request.groupUuid();
        return group == null ? request.volumes().getFirst().volumeBackupUuid() : group;
    }

    /** Gives back the room for conversions that an attempt which a crash cut off may have left. */
    void release(Request request) {
        uploads.storage(request.volumes().getFirst().uploadUuid())
                .ifPresent(storage -> conversion.release(holder(request), storage));
    }

    private static Made made(Volume volume, VerifiedUpload upload, Converted raw) {
        var content = new Content(raw.disk(), DiskFormat.RAW.wireName(), raw.actualSizeBytes());
        return new Made(volume, upload, raw.key(), content, raw.receipt());
    }

    private Made asItIs(Request request, Volume volume, VerifiedUpload upload, TaskContext context)
            throws InterruptedException {
        var disk = body(request, volume, upload);
        var content = new Content(upload.identity(), disk.format(), upload.actualSizeBytes());
        var before = published(upload, ManifestKind.VOLUME_BACKUP, volume.volumeBackupUuid(), context);
        if (before.isPresent()) {
            return new Made(volume, upload, before.get().key(), content, upload.receipt());
        }
        var key = ManifestKey.random(ManifestKind.VOLUME_BACKUP, Uuids.parse(volume.volumeBackupUuid()));
        upload.publish(new Manifest(key, disk, provenance(request, context)));
        return new Made(volume, upload, key, content, upload.receipt());
    }

    /** What an earlier attempt published. */
    Optional<Manifest> published(VerifiedUpload upload, ManifestKind kind, String uuid, TaskContext context) {
        var storageUuid = upload.upload().backupStorageUuid();
        try {
            return author.published(storages.driver(storageUuid), kind, uuid, context.taskUuid());
        } catch (IOException e) {
            throw StorageFailures.of(storageUuid, e);
        }
    }

    private static StoredDisk body(Request request, Volume volume, VerifiedUpload upload) {
        var format = format(volume, upload);
        Optional<DiskIdentity> disk = format == DiskFormat.RAW ? Optional.of(upload.identity()) : Optional.empty();
        return new StoredDisk(
                upload.identity(),
                format.wireName(),
                disk,
                upload.md5Sum(),
                Optional.of(Uuids.parse(volume.volumeUuid())),
                Optional.ofNullable(request.said().vmInstanceUuid()).map(Uuids::parse),
                Optional.ofNullable(request.groupUuid()).map(Uuids::parse));
    }

    /** A volume's bytes are the guest's, who may have written an ISO's there: they are raw all the same. */
    private static DiskFormat format(Volume volume, VerifiedUpload upload) {
        return switch (upload.format().format()) {
            case QCOW2 -> DiskFormat.QCOW2;
            case RAW, ISO -> DiskFormat.RAW;
            case VMDK ->
                throw new FailureException(
                        Reason.FORMAT_MISMATCH,
                        "upload " + volume.uploadUuid() + " is a vmdk (expected: qcow2 or raw)",
                        Map.of("uploadUuid", volume.uploadUuid(), "format", DiskFormat.VMDK.wireName()));
        };
    }

    /** Adds the backups' rows, in the transaction that makes them visible. */
    List<VolumeBackup> insert(Request request, List<Made> made, Caller caller) {
        checkFree(request);
        var now = clock.instant();
        made.forEach(one -> {
            backups.insert(row(request, one, caller, now));
            uploads.published(one.volume().uploadUuid());
        });
        return made.stream()
                .map(one -> backups.find(one.volume().volumeBackupUuid()).orElseThrow())
                .toList();
    }

    /** Has the names of what was made written down where it lies. */
    void note(Notes notes, List<Made> made) {
        for (var one : made) {
            var storageUuid = one.upload().upload().backupStorageUuid();
            backups.find(one.volume().volumeBackupUuid())
                    .ifPresent(backup -> BackupNotes.write(notes, backup, storageUuid));
        }
    }

    private VolumeBackup row(Request request, Made made, Caller caller, Instant now) {
        var volume = made.volume();
        var upload = made.upload();
        var said = request.said();
        return new VolumeBackup(
                volume.volumeBackupUuid(),
                caller.accountUuid(),
                volume.name(),
                said.description(),
                volume.volumeUuid(),
                volume.type(),
                State.ENABLED,
                Status.READY,
                upload.format().virtualSizeBytes(),
                made.content().actualSizeBytes(),
                made.content().format(),
                said.mode(),
                BackupMetadata.of(said.metadata(), said.vmInstanceUuid()),
                request.groupUuid(),
                said.vmInstanceUuid(),
                made.content().identity(),
                List.of(ref(made, now)),
                said.systemTags(),
                said.userTags(),
                now,
                now);
    }

    private VolumeBackupRef ref(Made made, Instant now) {
        var uuid = made.volume().volumeBackupUuid();
        return new VolumeBackupRef(
                uuid,
                made.upload().upload().backupStorageUuid(),
                storages.installPath(
                        made.upload().upload().backupStorageUuid(),
                        uuid,
                        made.content().identity()),
                made.key().id(),
                Status.READY,
                now,
                now);
    }
}
