package io.longshore.rest.facade;

import com.google.protobuf.ProtocolMessageEnum;
import io.longshore.v1.BackupMode;
import io.longshore.v1.BackupStorageState;
import io.longshore.v1.BackupStorageStatus;
import io.longshore.v1.ImageMediaType;
import io.longshore.v1.ImageState;
import io.longshore.v1.ImageStatus;
import io.longshore.v1.VolumeBackupState;
import io.longshore.v1.VolumeBackupStatus;
import io.longshore.v1.VolumeType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How the original spells the values of an enum of {@code longshore.v1}. */
final class Spelling<E extends ProtocolMessageEnum> {
    static final Spelling<ImageState> IMAGE_STATE = new Spelling<ImageState>()
            .and(ImageState.IMAGE_STATE_ENABLED, "Enabled")
            .and(ImageState.IMAGE_STATE_DISABLED, "Disabled");
    /** The original has no word for an image that is being expunged: to its callers it is still deleted. */
    static final Spelling<ImageStatus> IMAGE_STATUS = new Spelling<ImageStatus>()
            .and(ImageStatus.IMAGE_STATUS_CREATING, "Creating")
            .and(ImageStatus.IMAGE_STATUS_DOWNLOADING, "Downloading")
            .and(ImageStatus.IMAGE_STATUS_READY, "Ready")
            .and(ImageStatus.IMAGE_STATUS_ERROR, "Error")
            .and(ImageStatus.IMAGE_STATUS_DELETED, "Deleted")
            .and(ImageStatus.IMAGE_STATUS_EXPUNGING, "Deleted")
            .and(ImageStatus.IMAGE_STATUS_MIGRATING, "Migrating");

    static final Spelling<ImageMediaType> MEDIA_TYPE = new Spelling<ImageMediaType>()
            .and(ImageMediaType.IMAGE_MEDIA_TYPE_ROOT_VOLUME_TEMPLATE, "RootVolumeTemplate")
            .and(ImageMediaType.IMAGE_MEDIA_TYPE_DATA_VOLUME_TEMPLATE, "DataVolumeTemplate")
            .and(ImageMediaType.IMAGE_MEDIA_TYPE_ISO, "ISO");
    static final Spelling<VolumeType> VOLUME_TYPE = new Spelling<VolumeType>()
            .and(VolumeType.VOLUME_TYPE_ROOT, "Root")
            .and(VolumeType.VOLUME_TYPE_DATA, "Data");
    static final Spelling<VolumeBackupState> BACKUP_STATE = new Spelling<VolumeBackupState>()
            .and(VolumeBackupState.VOLUME_BACKUP_STATE_ENABLED, "Enabled")
            .and(VolumeBackupState.VOLUME_BACKUP_STATE_DISABLED, "Disabled");
    static final Spelling<VolumeBackupStatus> BACKUP_STATUS = new Spelling<VolumeBackupStatus>()
            .and(VolumeBackupStatus.VOLUME_BACKUP_STATUS_CREATING, "Creating")
            .and(VolumeBackupStatus.VOLUME_BACKUP_STATUS_READY, "Ready")
            .and(VolumeBackupStatus.VOLUME_BACKUP_STATUS_ERROR, "Error")
            .and(VolumeBackupStatus.VOLUME_BACKUP_STATUS_EXPUNGING, "Deleted");
    static final Spelling<BackupMode> BACKUP_MODE = new Spelling<BackupMode>()
            .and(BackupMode.BACKUP_MODE_FULL, "full")
            .and(BackupMode.BACKUP_MODE_INCREMENTAL, "incremental");
    static final Spelling<BackupStorageState> STORAGE_STATE = new Spelling<BackupStorageState>()
            .and(BackupStorageState.BACKUP_STORAGE_STATE_ENABLED, "Enabled")
            .and(BackupStorageState.BACKUP_STORAGE_STATE_DISABLED, "Disabled");
    static final Spelling<BackupStorageStatus> STORAGE_STATUS = new Spelling<BackupStorageStatus>()
            .and(BackupStorageStatus.BACKUP_STORAGE_STATUS_CONNECTING, "Connecting")
            .and(BackupStorageStatus.BACKUP_STORAGE_STATUS_CONNECTED, "Connected")
            .and(BackupStorageStatus.BACKUP_STORAGE_STATUS_DISCONNECTED, "Disconnected");

    private final Map<E, String> words = new LinkedHashMap<>();

    private Spelling() {}

    private Spelling<E> and(E value, String word) {
        words.put(value, word);
        return this;
    }

    /** The original's word; nothing for a value that was not said, the enum's own text for one of a newer server. */
    Optional<String> word(E value) {
        var word = words.get(value);
        if (word != null) {
            return Optional.of(word);
        }
        return value.toString().endsWith("_UNSPECIFIED") ? Optional.empty() : Optional.of(value.toString());
    }

    /** The value that a word names; case counts. */
    Optional<E> value(String word) {
        return words.entrySet().stream()
                .filter(entry -> entry.getValue().equals(word))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** All values with their words. */
    Map<E, String> words() {
        return Map.copyOf(words);
    }
}
