package io.longshore.server.rpc;

import io.longshore.server.image.ImageOperation;
import io.longshore.server.image.ImageOperation.Description;
import io.longshore.v1.AddImageOperation;
import io.longshore.v1.ChangeImageStateOperation;
import io.longshore.v1.CreateDataVolumeTemplateOperation;
import io.longshore.v1.DeleteImageOperation;
import io.longshore.v1.ExpungeImageOperation;
import io.longshore.v1.MigrateImageOperation;
import io.longshore.v1.RecoverImageOperation;
import io.longshore.v1.Task;
import io.longshore.v1.UpdateImageOperation;

/** What was asked to be done with images, as a task on the wire carries it: every field of the request. */
final class ImageOperationProtos {
    private ImageOperationProtos() {}

    static void put(Task.Builder task, ImageOperation operation) {
        switch (operation) {
            case ImageOperation.AddImage add -> task.setAddImage(addImage(add));
            case ImageOperation.UpdateImage update -> task.setUpdateImage(updateImage(update));
            case ImageOperation.ChangeImageState change ->
                task.setChangeImageState(ChangeImageStateOperation.newBuilder()
                        .setImageUuid(change.imageUuid())
                        .setStateEvent(ImageProtos.stateEvent(change.state()))
                        .addAllSystemTags(change.systemTags())
                        .addAllUserTags(change.userTags()));
            case ImageOperation.RecoverImage recover ->
                task.setRecoverImage(RecoverImageOperation.newBuilder()
                        .setImageUuid(recover.imageUuid())
                        .addAllBackupStorageUuids(recover.backupStorageUuids())
                        .addAllSystemTags(recover.systemTags())
                        .addAllUserTags(recover.userTags()));
            case ImageOperation.DeleteImage delete ->
                task.setDeleteImage(DeleteImageOperation.newBuilder()
                        .setImageUuid(delete.imageUuid())
                        .addAllBackupStorageUuids(delete.backupStorageUuids()));
            case ImageOperation.ExpungeImage expunge ->
                task.setExpungeImage(ExpungeImageOperation.newBuilder()
                        .setImageUuid(expunge.imageUuid())
                        .addAllBackupStorageUuids(expunge.backupStorageUuids()));
            case ImageOperation.MigrateImage migrate -> task.setMigrateImage(migrateImage(migrate));
            case ImageOperation.PlanMigration plan ->
                task.setMigrateImage(migrateImage(plan.migration()).setDryRun(true));
            case ImageOperation.CreateDataVolumeTemplate create ->
                task.setCreateDataVolumeTemplate(createDataVolumeTemplate(create));
        }
    }

    private static AddImageOperation.Builder addImage(ImageOperation.AddImage operation) {
        Description said = operation.said();
        var proto = AddImageOperation.newBuilder()
                .setUploadUuid(operation.uploadUuid())
                .setImageUuid(operation.imageUuid())
                .setFormat(operation.format())
                .setName(said.name())
                .setSystem(said.system())
                .addAllSystemTags(said.systemTags())
                .addAllUserTags(said.userTags());
        Said.put(operation.expectedRoot(), proto::setExpectedRoot);
        Said.put(said.description(), proto::setDescription);
        Said.put(said.mediaType(), type -> proto.setMediaType(ImageProtos.mediaType(type)));
        Said.put(said.guestOsType(), proto::setGuestOsType);
        Said.put(said.platform(), proto::setPlatform);
        Said.put(said.architecture(), proto::setArchitecture);
        Said.put(said.virtio(), proto::setVirtio);
        return proto;
    }

    private static MigrateImageOperation.Builder migrateImage(ImageOperation.MigrateImage operation) {
        return MigrateImageOperation.newBuilder()
                .setImageUuid(operation.imageUuid())
                .setSourceBackupStorageUuid(operation.sourceUuid())
                .setDestinationBackupStorageUuid(operation.destinationUuid())
                .addAllSystemTags(operation.systemTags())
                .addAllUserTags(operation.userTags());
    }

    private static UpdateImageOperation.Builder updateImage(ImageOperation.UpdateImage operation) {
        var proto = UpdateImageOperation.newBuilder().setImageUuid(operation.imageUuid());
        Said.put(operation.name(), proto::setName);
        Said.put(operation.description(), proto::setDescription);
        Said.put(operation.mediaType(), type -> proto.setMediaType(ImageProtos.mediaType(type)));
        Said.put(operation.guestOsType(), proto::setGuestOsType);
        Said.put(operation.platform(), proto::setPlatform);
        Said.put(operation.architecture(), proto::setArchitecture);
        Said.put(operation.system(), proto::setSystem);
        Said.put(operation.virtio(), proto::setVirtio);
        return proto;
    }

    private static CreateDataVolumeTemplateOperation.Builder createDataVolumeTemplate(
            ImageOperation.CreateDataVolumeTemplate operation) {
        Description said = operation.said();
        var proto = CreateDataVolumeTemplateOperation.newBuilder()
                .setVolumeBackupUuid(operation.volumeBackupUuid())
                .setBackupStorageUuid(operation.backupStorageUuid())
                .setImageUuid(operation.imageUuid())
                .setName(said.name())
                .setSystem(said.system())
                .addAllSystemTags(said.systemTags())
                .addAllUserTags(said.userTags());
        Said.put(said.description(), proto::setDescription);
        Said.put(said.guestOsType(), proto::setGuestOsType);
        Said.put(said.platform(), proto::setPlatform);
        Said.put(said.architecture(), proto::setArchitecture);
        Said.put(said.virtio(), proto::setVirtio);
        return proto;
    }
}
