package io.longshore.server.rpc;

import io.longshore.server.image.Image;
import io.longshore.server.image.Image.ImageRef;
import io.longshore.server.image.Image.ImageState;
import io.longshore.server.image.Image.ImageStatus;
import io.longshore.server.image.Image.MediaType;
import io.longshore.server.image.ImageResult;
import io.longshore.v1.AddImageResult;
import io.longshore.v1.CreateDataVolumeTemplateResult;
import io.longshore.v1.ExpungeImageResult;
import io.longshore.v1.ImageBackupStorageRef;
import io.longshore.v1.ImageMediaType;
import io.longshore.v1.MigrateImageResult;
import io.longshore.v1.StateEvent;
import org.jspecify.annotations.Nullable;

/** Images and what their operations give, to and from the wire. */
final class ImageProtos {
    private ImageProtos() {}

    static io.longshore.v1.Image image(Image image) {
        var proto = io.longshore.v1.Image.newBuilder()
                .setUuid(image.uuid())
                .setAccountUuid(image.accountUuid())
                .setName(image.name())
                .setState(state(image.state()))
                .setStatus(status(image.status()))
                .setMediaType(mediaType(image.mediaType()))
                .setFormat(image.format())
                .setSizeBytes(image.sizeBytes())
                .setActualSizeBytes(image.actualSizeBytes())
                .setSystem(image.system())
                .addAllSystemTags(image.systemTags())
                .addAllUserTags(image.userTags())
                .setCreateTime(TimeProtos.timestamp(image.createTime()))
                .setUpdateTime(TimeProtos.timestamp(image.updateTime()));
        image.backupStorageRefs().forEach(ref -> proto.addBackupStorageRefs(ref(ref)));
        putSaid(proto, image);
        return proto.build();
    }

    /** The fields that may be absent. */
    private static void putSaid(io.longshore.v1.Image.Builder proto, Image image) {
        if (image.description() != null) {
            proto.setDescription(image.description());
        }
        if (image.md5Sum() != null) {
            proto.setMd5Sum(image.md5Sum());
        }
        if (image.url() != null) {
            proto.setUrl(image.url());
        }
        if (image.guestOsType() != null) {
            proto.setGuestOsType(image.guestOsType());
        }
        if (image.platform() != null) {
            proto.setPlatform(image.platform());
        }
        if (image.architecture() != null) {
            proto.setArchitecture(image.architecture());
        }
        if (image.virtio() != null) {
            proto.setVirtio(image.virtio());
        }
        if (image.identity() != null) {
            proto.setIdentity(ReceiptProtos.identity(image.identity()));
        }
    }

    private static ImageBackupStorageRef ref(ImageRef ref) {
        var proto = ImageBackupStorageRef.newBuilder()
                .setId(ref.id())
                .setImageUuid(ref.imageUuid())
                .setBackupStorageUuid(ref.backupStorageUuid())
                .setInstallPath(ref.installPath())
                .setStatus(status(ref.status()))
                .setCreateTime(TimeProtos.timestamp(ref.createTime()))
                .setUpdateTime(TimeProtos.timestamp(ref.updateTime()));
        if (ref.exportUrl() != null) {
            proto.setExportUrl(ref.exportUrl());
        }
        if (ref.exportMd5Sum() != null) {
            proto.setExportMd5Sum(ref.exportMd5Sum());
        }
        return proto.build();
    }

    static AddImageResult addImageResult(ImageResult.Stored result) {
        return AddImageResult.newBuilder()
                .setImage(image(result.image()))
                .setReceipt(ReceiptProtos.receipt(result.receipt()))
                .build();
    }

    static MigrateImageResult migrationPlanned(ImageResult.Planned result) {
        return MigrateImageResult.newBuilder()
                .setImage(image(result.image()))
                .setPlan(ReceiptProtos.plan(result.plan()))
                .build();
    }

    static MigrateImageResult migrateImageResult(ImageResult.Stored result) {
        return MigrateImageResult.newBuilder()
                .setImage(image(result.image()))
                .setReceipt(ReceiptProtos.receipt(result.receipt()))
                .build();
    }

    static CreateDataVolumeTemplateResult createDataVolumeTemplateResult(ImageResult.Stored result) {
        return CreateDataVolumeTemplateResult.newBuilder()
                .setImage(image(result.image()))
                .setReceipt(ReceiptProtos.receipt(result.receipt()))
                .build();
    }

    static io.longshore.v1.ImageResult imageResult(ImageResult.Changed result) {
        return io.longshore.v1.ImageResult.newBuilder()
                .setImage(image(result.image()))
                .build();
    }

    static ExpungeImageResult expungeImageResult(ImageResult.Expunged result) {
        var proto = ExpungeImageResult.newBuilder();
        if (result.image() != null) {
            proto.setImage(image(result.image()));
        }
        return proto.build();
    }

    static io.longshore.v1.ImageState state(ImageState state) {
        return switch (state) {
            case ENABLED -> io.longshore.v1.ImageState.IMAGE_STATE_ENABLED;
            case DISABLED -> io.longshore.v1.ImageState.IMAGE_STATE_DISABLED;
        };
    }

    static ImageState state(StateEvent event) {
        return switch (event) {
            case STATE_EVENT_ENABLE -> ImageState.ENABLED;
            case STATE_EVENT_DISABLE -> ImageState.DISABLED;
            case STATE_EVENT_UNSPECIFIED, UNRECOGNIZED -> throw ConditionProtos.unset("state_event", event.name());
        };
    }

    static StateEvent stateEvent(ImageState state) {
        return switch (state) {
            case ENABLED -> StateEvent.STATE_EVENT_ENABLE;
            case DISABLED -> StateEvent.STATE_EVENT_DISABLE;
        };
    }

    private static io.longshore.v1.ImageStatus status(ImageStatus status) {
        return switch (status) {
            case CREATING -> io.longshore.v1.ImageStatus.IMAGE_STATUS_CREATING;
            case DOWNLOADING -> io.longshore.v1.ImageStatus.IMAGE_STATUS_DOWNLOADING;
            case READY -> io.longshore.v1.ImageStatus.IMAGE_STATUS_READY;
            case ERROR -> io.longshore.v1.ImageStatus.IMAGE_STATUS_ERROR;
            case DELETED -> io.longshore.v1.ImageStatus.IMAGE_STATUS_DELETED;
            case MIGRATING -> io.longshore.v1.ImageStatus.IMAGE_STATUS_MIGRATING;
            case EXPUNGING -> io.longshore.v1.ImageStatus.IMAGE_STATUS_EXPUNGING;
        };
    }

    static ImageMediaType mediaType(MediaType type) {
        return switch (type) {
            case ROOT_VOLUME_TEMPLATE -> ImageMediaType.IMAGE_MEDIA_TYPE_ROOT_VOLUME_TEMPLATE;
            case DATA_VOLUME_TEMPLATE -> ImageMediaType.IMAGE_MEDIA_TYPE_DATA_VOLUME_TEMPLATE;
            case ISO -> ImageMediaType.IMAGE_MEDIA_TYPE_ISO;
        };
    }

    /** What a caller says of the media type; null where it says nothing. */
    static @Nullable MediaType mediaType(ImageMediaType type) {
        return switch (type) {
            case IMAGE_MEDIA_TYPE_ROOT_VOLUME_TEMPLATE -> MediaType.ROOT_VOLUME_TEMPLATE;
            case IMAGE_MEDIA_TYPE_DATA_VOLUME_TEMPLATE -> MediaType.DATA_VOLUME_TEMPLATE;
            case IMAGE_MEDIA_TYPE_ISO -> MediaType.ISO;
            case IMAGE_MEDIA_TYPE_UNSPECIFIED -> null;
            case UNRECOGNIZED -> throw ConditionProtos.unset("media_type", type.name());
        };
    }
}
