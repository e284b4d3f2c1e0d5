package io.longshore.server.rpc;

import io.longshore.server.image.ImageOperation;
import io.longshore.server.image.ImageOperation.Description;
import io.longshore.server.uuid.Uuids;
import io.longshore.v1.AddImageRequest;
import io.longshore.v1.ChangeImageStateRequest;
import io.longshore.v1.CreateDataVolumeTemplateRequest;
import io.longshore.v1.DeleteImageRequest;
import io.longshore.v1.ExpungeImageRequest;
import io.longshore.v1.MigrateImageRequest;
import io.longshore.v1.RecoverImageRequest;
import io.longshore.v1.UpdateImageRequest;
import org.jspecify.annotations.Nullable;

/** What callers ask to be done with images, as the domain's operations. */
final class ImageRequests {
    private ImageRequests() {}

    static ImageOperation.AddImage addImage(AddImageRequest request) {
        return new ImageOperation.AddImage(
                RequestIds.made(request.getUuid(), request.getRequestId(), "image"),
                Uuids.normalize(request.getUploadUuid()),
                request.getFormat(),
                Said.root(request.getExpectedRoot()),
                new Description(
                        request.getName(),
                        request.hasDescription() ? request.getDescription() : null,
                        ImageProtos.mediaType(request.getMediaType()),
                        request.hasGuestOsType() ? request.getGuestOsType() : null,
                        said(request.getPlatform()),
                        said(request.getArchitecture()),
                        request.getSystem(),
                        request.hasVirtio() ? request.getVirtio() : null,
                        request.getSystemTagsList(),
                        request.getUserTagsList()));
    }

    static ImageOperation.UpdateImage updateImage(UpdateImageRequest request) {
        return new ImageOperation.UpdateImage(
                Uuids.normalize(request.getUuid()),
                request.hasName() ? request.getName() : null,
                request.hasDescription() ? request.getDescription() : null,
                request.hasGuestOsType() ? request.getGuestOsType() : null,
                ImageProtos.mediaType(request.getMediaType()),
                said(request.getPlatform()),
                said(request.getArchitecture()),
                request.hasSystem() ? request.getSystem() : null,
                request.hasVirtio() ? request.getVirtio() : null);
    }

    static ImageOperation.ChangeImageState changeImageState(ChangeImageStateRequest request) {
        return new ImageOperation.ChangeImageState(
                Uuids.normalize(request.getUuid()),
                ImageProtos.state(request.getStateEvent()),
                request.getSystemTagsList(),
                request.getUserTagsList());
    }

    static ImageOperation.RecoverImage recoverImage(RecoverImageRequest request) {
        return new ImageOperation.RecoverImage(
                Uuids.normalize(request.getUuid()),
                RequestIds.normalize(request.getBackupStorageUuidsList()),
                request.getSystemTagsList(),
                request.getUserTagsList());
    }

    static ImageOperation.DeleteImage deleteImage(DeleteImageRequest request) {
        return new ImageOperation.DeleteImage(
                Uuids.normalize(request.getUuid()), RequestIds.normalize(request.getBackupStorageUuidsList()));
    }

    static ImageOperation.ExpungeImage expungeImage(ExpungeImageRequest request) {
        return new ImageOperation.ExpungeImage(
                Uuids.normalize(request.getUuid()), RequestIds.normalize(request.getBackupStorageUuidsList()));
    }

    /** The migration, or its dry run. */
    static ImageOperation migration(MigrateImageRequest request) {
        var migration = migrateImage(request);
        return request.getDryRun() ? new ImageOperation.PlanMigration(migration) : migration;
    }

    private static ImageOperation.MigrateImage migrateImage(MigrateImageRequest request) {
        return new ImageOperation.MigrateImage(
                Uuids.normalize(request.getImageUuid()),
                Uuids.normalize(request.getSourceBackupStorageUuid()),
                Uuids.normalize(request.getDestinationBackupStorageUuid()),
                request.getSystemTagsList(),
                request.getUserTagsList());
    }

    static ImageOperation.CreateDataVolumeTemplate createDataVolumeTemplate(CreateDataVolumeTemplateRequest request) {
        return new ImageOperation.CreateDataVolumeTemplate(
                RequestIds.made(request.getUuid(), request.getRequestId(), "image"),
                Uuids.normalize(request.getVolumeBackupUuid()),
                Uuids.normalize(request.getBackupStorageUuid()),
                new Description(
                        request.getName(),
                        request.hasDescription() ? request.getDescription() : null,
                        null,
                        request.hasGuestOsType() ? request.getGuestOsType() : null,
                        said(request.getPlatform()),
                        request.hasArchitecture() ? request.getArchitecture() : null,
                        request.getSystem(),
                        request.hasVirtio() ? request.getVirtio() : null,
                        request.getSystemTagsList(),
                        request.getUserTagsList()));
    }

    /** A text whose emptiness says nothing. */
    private static @Nullable String said(String text) {
        return text.isEmpty() ? null : text;
    }
}
