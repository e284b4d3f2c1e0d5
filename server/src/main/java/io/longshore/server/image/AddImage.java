package io.longshore.server.image;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.content.CompleteUploads;
import io.longshore.server.content.UploadClaim;
import io.longshore.server.content.UploadLifecycle;
import io.longshore.server.content.UploadVerification;
import io.longshore.server.content.VerifiedUpload;
import io.longshore.server.content.VerifiedUploads;
import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.Manifest.StoredDisk;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.format.DiskFormat;
import io.longshore.server.image.Image.MediaType;
import io.longshore.server.storage.ManifestAuthor;
import io.longshore.server.storage.Notes;
import io.longshore.server.storage.RawConversion;
import io.longshore.server.storage.StorageAccess;
import io.longshore.server.storage.StorageFailures;
import io.longshore.server.task.Caller;
import io.longshore.server.task.Outcome;
import io.longshore.server.task.TaskContext;
import io.longshore.server.task.Work;
import io.longshore.server.transfer.Receipt;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Makes an image of a complete upload, where the upload lies. Its bytes are there and are read back; what is written is one manifest. Where the storage takes raw disks
 * alone and the upload is none, the disk is made of it and written; the upload's own bytes are reclaimed later.
 */
public final class AddImage implements Work<ImageOperation.AddImage> {
    private final Images images;
    private final UploadLifecycle uploads;
    private final UploadVerification verification;
    private final StorageAccess storages;
    private final ManifestAuthor author;
    private final Notes notes;
    private final RawConversion conversion;
    private final InstantSource clock;

    public AddImage(
            Images images,
            UploadLifecycle uploads,
            UploadVerification verification,
            StorageAccess storages,
            ManifestAuthor author,
            Notes notes,
            RawConversion conversion,
            InstantSource clock) {
        this.images = images;
        this.uploads = uploads;
        this.verification = verification;
        this.storages = storages;
        this.author = author;
        this.notes = notes;
        this.conversion = conversion;
        this.clock = clock;
    }

    @Override
    public void accept(Caller caller, ImageOperation.AddImage operation) {
        NewImages.checkFree(images, operation.imageUuid());
        var upload = CompleteUploads.find(uploads, caller, operation.uploadUuid());
        storages.checkUsable(List.of(storages.find(caller, upload.backupStorageUuid())));
    }

    @Override
    public Outcome run(ImageOperation.AddImage operation, TaskContext context) throws InterruptedException {
        var claim = new UploadClaim(operation.uploadUuid(), operation.format(), operation.expectedRoot());
        var verified = verification.verify(List.of(claim), context);
        try {
            var upload = verified.all().getFirst();
            var placed = place(operation, upload, context);
            return new Outcome(
                    () -> insert(operation, upload, placed, verified, context),
                    () -> settle(operation.imageUuid(), upload, verified));
        } catch (RuntimeException | InterruptedException e) {
            verified.close();
            throw e;
        }
    }

    /** What lies on the storage, and what is said of it. */
    private record Placed(ManifestKey key, NewImages.Content content, Receipt receipt) {}

    private Placed place(ImageOperation.AddImage operation, VerifiedUpload upload, TaskContext context)
            throws InterruptedException {
        var storageUuid = upload.upload().backupStorageUuid();
        var format = upload.format().format().wireName();
        if (!RawConversion.needed(storages.driverOrWait(storageUuid), format)) {
            return new Placed(publish(operation, upload, context), content(operation, upload), upload.receipt());
        }
        try {
            var request = new RawConversion.Request(
                    ManifestKind.IMAGE,
                    operation.imageUuid(),
                    storageUuid,
                    StoredDisk.of(upload.identity(), format),
                    upload.actualSizeBytes(),
                    author.provenance(context.taskUuid(), "AddImage", clock.instant()));
            var raw = conversion
                    .run(List.of(request), operation.imageUuid(), storageUuid, context)
                    .getFirst();
            return new Placed(raw.key(), content(operation, upload).converted(raw), raw.receipt());
        } finally {
            context.transaction(() -> {
                conversion.release(operation.imageUuid(), storageUuid);
                return true;
            });
        }
    }

    private ManifestKey publish(ImageOperation.AddImage operation, VerifiedUpload upload, TaskContext context)
            throws InterruptedException {
        var storageUuid = upload.upload().backupStorageUuid();
        try {
            var before = author.published(
                    storages.driver(storageUuid), ManifestKind.IMAGE, operation.imageUuid(), context.taskUuid());
            if (before.isPresent()) {
                return before.get().key();
            }
        } catch (IOException e) {
            throw StorageFailures.of(storageUuid, e);
        }
        var key = ManifestKey.random(ManifestKind.IMAGE, Uuids.parse(operation.imageUuid()));
        var provenance = author.provenance(context.taskUuid(), "AddImage", clock.instant());
        upload.publish(new Manifest(key, body(upload), provenance));
        return key;
    }

    private static StoredDisk body(VerifiedUpload upload) {
        var format = upload.format().format();
        Optional<DiskIdentity> disk = format == DiskFormat.RAW ? Optional.of(upload.identity()) : Optional.empty();
        return new StoredDisk(
                upload.identity(),
                format.wireName(),
                disk,
                upload.md5Sum(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private ImageResult insert(
            ImageOperation.AddImage operation,
            VerifiedUpload upload,
            Placed placed,
            VerifiedUploads verified,
            TaskContext context) {
        try {
            var storage = upload.upload().backupStorageUuid();
            var path = storages.installPath(
                    storage, operation.imageUuid(), placed.content().identity());
            var image = NewImages.insert(
                    images,
                    operation.imageUuid(),
                    context.caller().accountUuid(),
                    operation.said(),
                    placed.content(),
                    new NewImages.Place(storage, path, placed.key().id()),
                    clock.instant());
            uploads.published(operation.uploadUuid());
            return new ImageResult.Stored(image, placed.receipt());
        } catch (RuntimeException e) {
            verified.close(); // nothing runs afterwards
            throw e;
        }
    }

    private static NewImages.Content content(ImageOperation.AddImage operation, VerifiedUpload upload) {
        var format = upload.format().format();
        var said = operation.said().mediaType();
        var usual = format == DiskFormat.ISO ? MediaType.ISO : MediaType.ROOT_VOLUME_TEMPLATE;
        return new NewImages.Content(
                upload.identity(),
                format.wireName(),
                upload.format().virtualSizeBytes(),
                upload.actualSizeBytes(),
                upload.md5Sum().orElse(null),
                said == null ? usual : said,
                "upload://" + operation.uploadUuid());
    }

    private void settle(String imageUuid, VerifiedUpload upload, VerifiedUploads verified) {
        verified.close();
        images.find(imageUuid)
                .ifPresent(image ->
                        ImageNotes.write(notes, image, List.of(upload.upload().backupStorageUuid())));
    }

    /** The upload is as it was, and its task no longer holds it. Room for a conversion may be left of an attempt that a crash cut off. */
    @Override
    public void abandon(ImageOperation.AddImage operation) {
        uploads.storage(operation.uploadUuid())
                .ifPresent(storage -> conversion.release(operation.imageUuid(), storage));
    }
}
