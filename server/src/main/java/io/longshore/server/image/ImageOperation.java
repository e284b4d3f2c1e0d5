package io.longshore.server.image;

import io.longshore.server.image.Image.ImageState;
import io.longshore.server.image.Image.MediaType;
import io.longshore.server.task.Hold;
import io.longshore.server.task.Operation;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can be asked to be done with images, as it was accepted. {@code longshore/v1/image_service.proto} says what each field means. */
public sealed interface ImageOperation extends Operation {
    /** The image. */
    String imageUuid();

    @Override
    default Set<Hold> holds() {
        return Set.of(new Hold(Hold.Kind.IMAGE, imageUuid()));
    }

    @Override
    default List<String> resources() {
        return List.of(imageUuid());
    }

    /** What is said of an image by the one who makes it. */
    record Description(
            String name,
            @Nullable String description,
            @Nullable MediaType mediaType,
            @Nullable String guestOsType,
            @Nullable String platform,
            @Nullable String architecture,
            boolean system,
            @Nullable Boolean virtio,
            List<String> systemTags,
            List<String> userTags) {
        public Description {
            systemTags = List.copyOf(systemTags);
            userTags = List.copyOf(userTags);
        }
    }

    /**
     * Makes an image of an upload.
     *
     * @param format {@code qcow2}, {@code raw}, {@code iso} or {@code vmdk}; empty to find it out
     * @param expectedRoot the root that the content must have; null where none was given
     */
    record AddImage(
            String imageUuid,
            String uploadUuid,
            String format,
            @Nullable String expectedRoot,
            Description said) implements ImageOperation {
        @Override
        public Set<Hold> holds() {
            return Set.of(new Hold(Hold.Kind.IMAGE, imageUuid), new Hold(Hold.Kind.UPLOAD, uploadUuid));
        }
    }

    /** Changes what is said of an image; null leaves a field as it is, an empty text takes it away. */
    record UpdateImage(
            String imageUuid,
            @Nullable String name,
            @Nullable String description,
            @Nullable String guestOsType,
            @Nullable MediaType mediaType,
            @Nullable String platform,
            @Nullable String architecture,
            @Nullable Boolean system,
            @Nullable Boolean virtio)
            implements ImageOperation {
        @Override
        public Set<Hold> holds() {
            return Set.of();
        }
    }

    /** Enables or disables an image, whatever else is done with it. */
    record ChangeImageState(String imageUuid, ImageState state, List<String> systemTags, List<String> userTags)
            implements ImageOperation {
        public ChangeImageState {
            systemTags = List.copyOf(systemTags);
            userTags = List.copyOf(userTags);
        }

        @Override
        public Set<Hold> holds() {
            return Set.of();
        }
    }

    /** Takes a deletion back, on the named storages or on all. */
    record RecoverImage(
            String imageUuid, List<String> backupStorageUuids, List<String> systemTags, List<String> userTags)
            implements ImageOperation {
        public RecoverImage {
            backupStorageUuids = List.copyOf(backupStorageUuids);
            systemTags = List.copyOf(systemTags);
            userTags = List.copyOf(userTags);
        }
    }

    /** Deletes an image, recoverably, on the named storages or on all. */
    record DeleteImage(String imageUuid, List<String> backupStorageUuids) implements ImageOperation {
        public DeleteImage {
            backupStorageUuids = List.copyOf(backupStorageUuids);
        }
    }

    /** Removes a deleted image for good, on the named storages or on all. */
    record ExpungeImage(String imageUuid, List<String> backupStorageUuids) implements ImageOperation {
        public ExpungeImage {
            backupStorageUuids = List.copyOf(backupStorageUuids);
        }

        @Override
        public boolean cancelable() {
            return false;
        }

        @Override
        public boolean makesRoom() {
            return true;
        }
    }

    /** Moves an image to another storage. */
    record MigrateImage(
            String imageUuid, String sourceUuid, String destinationUuid, List<String> systemTags, List<String> userTags)
            implements ImageOperation {
        public MigrateImage {
            systemTags = List.copyOf(systemTags);
            userTags = List.copyOf(userTags);
        }

        @Override
        public List<String> resources() {
            return List.of(imageUuid, sourceUuid, destinationUuid);
        }
    }

    /** Finds out what a migration would send, and no more: it needs nothing for itself. */
    record PlanMigration(MigrateImage migration) implements ImageOperation {
        @Override
        public String imageUuid() {
            return migration.imageUuid();
        }

        @Override
        public Set<Hold> holds() {
            return Set.of();
        }

        @Override
        public List<String> resources() {
            return migration.resources();
        }
    }

    /** Makes a data volume template of a volume backup. */
    record CreateDataVolumeTemplate(
            String imageUuid, String volumeBackupUuid, String backupStorageUuid, Description said)
            implements ImageOperation {
        @Override
        public Set<Hold> holds() {
            return Set.of(new Hold(Hold.Kind.IMAGE, imageUuid), new Hold(Hold.Kind.VOLUME_BACKUP, volumeBackupUuid));
        }

        @Override
        public List<String> resources() {
            return List.of(imageUuid, volumeBackupUuid, backupStorageUuid);
        }
    }
}
