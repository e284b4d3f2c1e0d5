package io.longshore.server.image;

import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.Manifest.StoredDisk;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.image.Image.ImageRef;
import io.longshore.server.image.Image.ImageStatus;
import io.longshore.server.storage.Admission;
import io.longshore.server.storage.BackupStorage;
import io.longshore.server.storage.BackupStorages;
import io.longshore.server.storage.ManifestAuthor;
import io.longshore.server.storage.ManifestRemoval;
import io.longshore.server.storage.Notes;
import io.longshore.server.storage.RawConversion;
import io.longshore.server.storage.ShrinkingReservation;
import io.longshore.server.storage.StorageAccess;
import io.longshore.server.storage.StorageFailures;
import io.longshore.server.storage.TrashEntry;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Moves an image to another storage. The copy is verified and has its manifest before the image's row moves; the source's bits go to the trash.
 *
 * <p>What the destination has of the image already, in its trash or deleted there, makes the copy cost nothing: its blocks are found by their digests. The
 * copy gets a manifest of its own all the same, and the older one goes when the row has moved, so that emptying the trash meanwhile can hurt nobody.
 */
public final class MigrateImage implements Work<ImageOperation.MigrateImage> {
    private final Images images;
    private final ImageAccess access;
    private final BackupStorages trash;
    private final StorageAccess storages;
    private final Admission admission;
    private final TransferEngine engine;
    private final ManifestAuthor author;
    private final ManifestRemoval removal;
    private final Notes notes;
    private final RawConversion conversion;
    private final InstantSource clock;

    public MigrateImage(
            Images images,
            BackupStorages trash,
            StorageAccess storages,
            Admission admission,
            TransferEngine engine,
            ManifestAuthor author,
            ManifestRemoval removal,
            Notes notes,
            RawConversion conversion,
            InstantSource clock) {
        this.images = images;
        this.access = new ImageAccess(images);
        this.trash = trash;
        this.storages = storages;
        this.admission = admission;
        this.engine = engine;
        this.author = author;
        this.removal = removal;
        this.notes = notes;
        this.conversion = conversion;
        this.clock = clock;
    }

    /** Checks in the contract's order, makes image and source migrating, and reserves room. */
    @Override
    public void accept(Caller caller, ImageOperation.MigrateImage operation) {
        var image = check(caller, operation);
        var destination = storages.find(caller, operation.destinationUuid());
        var ref = image.on(operation.sourceUuid()).orElseThrow();
        admission.reserve(image.uuid(), destination, bound(image, destination.uuid()));
        images.putRef(ref.withStatus(ImageStatus.MIGRATING, clock.instant()));
        images.update(new ImageEdit(image).status(ImageStatus.MIGRATING).at(clock.instant()));
    }

    /** Makes sure that an image can be migrated so, but for the room that it takes. */
    Image check(Caller caller, ImageOperation.MigrateImage operation) {
        var image = access.find(caller, operation.imageUuid());
        var source = storages.find(caller, operation.sourceUuid());
        var destination = storages.find(caller, operation.destinationUuid());
        checkDifferent(source, destination);
        storages.checkUsable(List.of(source, destination));
        if (image.status() != ImageStatus.READY) {
            throw ImageAccess.notReady(image, image.status());
        }
        var ref = image.on(source.uuid()).orElseThrow(() -> ImageAccess.notOn(image, source.uuid()));
        if (ref.status() != ImageStatus.READY) {
            throw ImageAccess.notReady(image, ref.status());
        }
        checkNotThere(image, destination);
        checkConvertible(image, source, destination);
        return image;
    }

    /** What is to be copied. */
    DiskCopy disk(Image image, ImageOperation.MigrateImage operation) {
        var source = storages.driverOrWait(operation.sourceUuid());
        return new DiskCopy(Uuids.parse(image.uuid()), source, ImageAccess.identity(image));
    }

    private static void checkDifferent(BackupStorage source, BackupStorage destination) {
        if (source.uuid().equals(destination.uuid())) {
            throw new FailureException(
                    Reason.SAME_STORAGE,
                    "source and destination are the same backup storage " + source.uuid() + " (expected: two)",
                    Map.of("backupStorageUuid", source.uuid()));
        }
    }

    /** A deleted copy at the destination does not stand in the way: it is taken up again. */
    private static void checkNotThere(Image image, BackupStorage destination) {
        var there = image.on(destination.uuid()).filter(ref -> ref.status() != ImageStatus.DELETED);
        if (there.isPresent()) {
            throw new FailureException(
                    Reason.IMAGE_ALREADY_ON_STORAGE,
                    "image " + ImageAccess.words(image) + " lies on backup storage " + destination.uuid() + " already, "
                            + there.get().status(),
                    Map.of(
                            "imageUuid",
                            image.uuid(),
                            "backupStorageUuid",
                            destination.uuid(),
                            "status",
                            there.get().status().name()));
        }
    }

    /** What an image is, is said of all its copies: where it changes on the way, there may be no others. */
    private void checkConvertible(Image image, BackupStorage source, BackupStorage destination) {
        boolean others = image.backupStorageRefs().stream()
                .map(ImageRef::backupStorageUuid)
                .anyMatch(uuid -> !uuid.equals(source.uuid()));
        if (others && RawConversion.needed(storages.driver(destination.uuid()), image.format())) {
            throw new FailureException(
                    Reason.CONVERSION_FAILED,
                    "image " + ImageAccess.words(image) + " lies as " + image.format()
                            + " on other backup storages too, deleted ones counted; backup storage "
                            + destination.uuid() + " takes raw alone (expected: no other copy; expunge those)",
                    Map.of("imageUuid", image.uuid(), "backupStorageUuid", destination.uuid()));
        }
    }

    /** What the copy may take: nothing where the destination has all of it, and keeps equal blocks once. */
    private long bound(Image image, String destinationUuid) {
        var same = storages.installPath(destinationUuid, image.uuid(), ImageAccess.identity(image));
        boolean there = image.on(destinationUuid)
                        .filter(ref -> ref.installPath().equals(same))
                        .isPresent()
                || inTrash(image, destinationUuid).stream()
                        .anyMatch(entry -> entry.installPath().equals(same));
        return there && !storages.driver(destinationUuid).rawOnly() ? 0 : Admission.upperBound(image.actualSizeBytes());
    }

    /** What earlier migrations left of the image on a storage. Its content never changes, so each is whole. */
    private List<TrashEntry> inTrash(Image image, String storageUuid) {
        return trash.trash(storageUuid, 0, Integer.MAX_VALUE).stream()
                .filter(entry -> entry.imageUuid().equals(image.uuid()))
                .toList();
    }

    @Override
    public Outcome run(ImageOperation.MigrateImage operation, TaskContext context) throws InterruptedException {
        var image = access.find(Caller.SERVER, operation.imageUuid());
        var copied = copy(image, operation, context);
        var leftovers = new ArrayList<ManifestKey>();
        return new Outcome(
                () -> move(operation, copied, leftovers, context.taskUuid()),
                () -> settle(operation, image, leftovers, context.taskUuid()));
    }

    /** What is at the destination before the row moves; {@code converted} is null where it is what was on the source. */
    private record Copied(ManifestKey key, Receipt receipt, RawConversion.@Nullable Converted converted) {}

    private Copied convert(Image image, ImageOperation.MigrateImage operation, TaskContext context)
            throws InterruptedException {
        var request = new RawConversion.Request(
                ManifestKind.IMAGE,
                image.uuid(),
                operation.sourceUuid(),
                StoredDisk.of(ImageAccess.identity(image), image.format()),
                image.actualSizeBytes(),
                author.copied(context.taskUuid(), "MigrateImage", image.createTime(), operation.sourceUuid()));
        var converted = conversion
                .run(List.of(request), image.uuid(), operation.destinationUuid(), context)
                .getFirst();
        return new Copied(converted.key(), converted.receipt(), converted);
    }

    private Copied copy(Image image, ImageOperation.MigrateImage operation, TaskContext context)
            throws InterruptedException {
        var disk = disk(image, operation);
        var destination = storages.driverOrWait(operation.destinationUuid());
        if (RawConversion.needed(destination, image.format())) {
            return convert(image, operation, context);
        }
        var monitor = new ShrinkingReservation(
                context,
                admission,
                image.uuid(),
                operation.destinationUuid(),
                bound(image, operation.destinationUuid()));
        try (var transfer = engine.start(Uuids.parse(context.taskUuid()), destination, monitor)) {
            transfer.copy(List.of(disk));
            var receipt = transfer.verify().getFirst();
            var before = author.published(destination, ManifestKind.IMAGE, image.uuid(), context.taskUuid());
            if (before.isPresent()) {
                return new Copied(before.get().key(), transfer.withRequests(receipt), null);
            }
            var manifest = manifest(image, operation, context.taskUuid());
            transfer.publish(manifest);
            return new Copied(manifest.key(), transfer.withRequests(receipt), null);
        } catch (DestinationFullException e) {
            throw new TaskSuspendedException("backup storage " + operation.destinationUuid() + " is full", e);
        } catch (IOException e) {
            throw StorageFailures.of(operation.destinationUuid(), e);
        }
    }

    /** The source's manifest for the destination: what it says of the content holds there too. */
    private Manifest manifest(Image image, ImageOperation.MigrateImage operation, String taskUuid) throws IOException {
        var kept = image.on(operation.sourceUuid()).orElseThrow(() -> ImageAccess.notOn(image, operation.sourceUuid()));
        var uuid = Uuids.parse(image.uuid());
        var body = storages.driverOrWait(operation.sourceUuid())
                .manifest(new ManifestKey(ManifestKind.IMAGE, uuid, kept.manifestId()))
                .map(Manifest::body)
                .orElseGet(() -> StoredDisk.of(ImageAccess.identity(image), image.format()));
        return new Manifest(
                ManifestKey.random(ManifestKind.IMAGE, uuid),
                body,
                author.copied(taskUuid, "MigrateImage", image.createTime(), operation.sourceUuid()));
    }

    /** Moves the row. What else is said of the image may have changed meanwhile, and stays. */
    private ImageResult move(
            ImageOperation.MigrateImage operation, Copied copied, List<ManifestKey> leftovers, String taskUuid) {
        var now = clock.instant();
        var image = access.find(Caller.SERVER, operation.imageUuid());
        var left = image.on(operation.sourceUuid()).orElseThrow(() -> ImageAccess.notOn(image, operation.sourceUuid()));
        leftovers.clear();
        for (var entry : inTrash(image, operation.destinationUuid())) {
            trash.deleteTrash(entry.id());
            leftovers.add(key(image, entry.manifestId()));
        }
        image.on(operation.destinationUuid()).ifPresent(deleted -> {
            leftovers.add(key(image, deleted.manifestId()));
            images.removeRef(image.uuid(), operation.destinationUuid());
        });
        var raw = copied.converted();
        var identity = raw == null ? ImageAccess.identity(image) : raw.disk();
        var path = storages.installPath(operation.destinationUuid(), image.uuid(), identity);
        var place = new NewImages.Place(
                operation.destinationUuid(), path, copied.key().id());
        images.putRef(NewImages.ref(image.uuid(), place, now));
        images.removeRef(image.uuid(), operation.sourceUuid());
        var edit = new ImageEdit(image).status(ImageStatus.READY).addTags(operation.systemTags(), operation.userTags());
        images.update((raw == null ? edit : edit.converted(raw)).at(now));
        trash.insertTrash(trashed(image, left, taskUuid));
        admission.release(image.uuid(), operation.destinationUuid());
        return new ImageResult.Stored(access.find(Caller.SERVER, image.uuid()), copied.receipt());
    }

    private static ManifestKey key(Image image, String manifestId) {
        return new ManifestKey(ManifestKind.IMAGE, Uuids.parse(image.uuid()), manifestId);
    }

    private TrashEntry trashed(Image image, ImageRef left, String taskUuid) {
        return new TrashEntry(
                0,
                left.backupStorageUuid(),
                image.uuid(),
                image.name(),
                left.installPath(),
                left.manifestId(),
                image.actualSizeBytes(),
                taskUuid,
                clock.instant());
    }

    private void settle(
            ImageOperation.MigrateImage operation, Image before, List<ManifestKey> leftovers, String taskUuid) {
        before.on(operation.sourceUuid())
                .ifPresent(ref -> removal.bury(
                        operation.sourceUuid(), key(before, ref.manifestId()), taskUuid, TrashEntry.MIGRATED));
        leftovers.forEach(key -> removal.remove(operation.destinationUuid(), key));
        images.find(before.uuid())
                .ifPresent(image -> ImageNotes.write(notes, image, List.of(operation.destinationUuid())));
    }

    /** Makes image and source ready again. A copy that has its manifest by now is the reconciler's. */
    @Override
    public void abandon(ImageOperation.MigrateImage operation) {
        admission.release(operation.imageUuid(), operation.destinationUuid());
        var found = images.find(operation.imageUuid());
        if (found.isEmpty()) {
            return;
        }
        var now = clock.instant();
        found.get()
                .on(operation.sourceUuid())
                .filter(ref -> ref.status() == ImageStatus.MIGRATING)
                .ifPresent(ref -> images.putRef(ref.withStatus(ImageStatus.READY, now)));
        ImageStatuses.settle(images, operation.imageUuid(), now);
    }
}
