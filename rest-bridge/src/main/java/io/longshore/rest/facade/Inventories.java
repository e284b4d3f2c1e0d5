package io.longshore.rest.facade;

import io.longshore.rest.zstack.v1.BackupStorageInventory;
import io.longshore.rest.zstack.v1.ImageBackupStorageRefInventory;
import io.longshore.rest.zstack.v1.ImageInventory;
import io.longshore.rest.zstack.v1.TrashInventory;
import io.longshore.rest.zstack.v1.VolumeBackupInventory;
import io.longshore.rest.zstack.v1.VolumeBackupStorageRefInventory;
import io.longshore.v1.BackupStorage;
import io.longshore.v1.Image;
import io.longshore.v1.ImageBackupStorageRef;
import io.longshore.v1.TrashEntry;
import io.longshore.v1.VolumeBackup;
import io.longshore.v1.VolumeBackupStorageRef;

/** The resources of {@code longshore.v1} as the original's inventories. What is not known is left out, as the original does. */
final class Inventories {
    /** The only type of image that the original's open part has. */
    static final String IMAGE_TYPE = "zstack";

    private final OriginalDates dates;

    Inventories(OriginalDates dates) {
        this.dates = dates;
    }

    ImageInventory image(Image image) {
        var inventory = ImageInventory.newBuilder()
                .setUuid(image.getUuid())
                .setName(image.getName())
                .setSize(image.getSizeBytes())
                .setActualSize(image.getActualSizeBytes())
                .setType(IMAGE_TYPE)
                .setFormat(image.getFormat())
                .setSystem(image.getSystem())
                .setCreateDate(dates.print(image.getCreateTime()))
                .setLastOpDate(dates.print(image.getUpdateTime()));
        Spelling.IMAGE_STATE.word(image.getState()).ifPresent(inventory::setState);
        Spelling.IMAGE_STATUS.word(image.getStatus()).ifPresent(inventory::setStatus);
        Spelling.MEDIA_TYPE.word(image.getMediaType()).ifPresent(inventory::setMediaType);
        if (image.hasDescription()) {
            inventory.setDescription(image.getDescription());
        }
        if (image.hasMd5Sum()) {
            inventory.setMd5Sum(image.getMd5Sum());
        }
        if (image.hasUrl()) {
            inventory.setUrl(image.getUrl());
        }
        if (image.hasGuestOsType()) {
            inventory.setGuestOsType(image.getGuestOsType());
        }
        if (image.hasPlatform()) {
            inventory.setPlatform(image.getPlatform());
        }
        if (image.hasArchitecture()) {
            inventory.setArchitecture(image.getArchitecture());
        }
        if (image.hasVirtio()) {
            inventory.setVirtio(image.getVirtio());
        }
        image.getBackupStorageRefsList().forEach(ref -> inventory.addBackupStorageRefs(imageRef(ref)));
        return inventory.build();
    }

    private ImageBackupStorageRefInventory imageRef(ImageBackupStorageRef ref) {
        var inventory = ImageBackupStorageRefInventory.newBuilder()
                .setId(ref.getId())
                .setImageUuid(ref.getImageUuid())
                .setBackupStorageUuid(ref.getBackupStorageUuid())
                .setInstallPath(ref.getInstallPath())
                .setCreateDate(dates.print(ref.getCreateTime()))
                .setLastOpDate(dates.print(ref.getUpdateTime()));
        Spelling.IMAGE_STATUS.word(ref.getStatus()).ifPresent(inventory::setStatus);
        if (ref.hasExportUrl()) {
            inventory.setExportUrl(ref.getExportUrl());
        }
        if (ref.hasExportMd5Sum()) {
            inventory.setExportMd5Sum(ref.getExportMd5Sum());
        }
        return inventory.build();
    }

    VolumeBackupInventory volumeBackup(VolumeBackup backup) {
        var inventory = VolumeBackupInventory.newBuilder()
                .setUuid(backup.getUuid())
                .setVolumeUuid(backup.getVolumeUuid())
                .setName(backup.getName())
                .setSize(backup.getSizeBytes())
                .setCreateDate(dates.print(backup.getCreateTime()))
                .setLastOpDate(dates.print(backup.getUpdateTime()));
        Spelling.VOLUME_TYPE.word(backup.getType()).ifPresent(inventory::setType);
        Spelling.BACKUP_STATE.word(backup.getState()).ifPresent(inventory::setState);
        Spelling.BACKUP_STATUS.word(backup.getStatus()).ifPresent(inventory::setStatus);
        Spelling.BACKUP_MODE.word(backup.getMode()).ifPresent(inventory::setMode);
        if (backup.hasDescription()) {
            inventory.setDescription(backup.getDescription());
        }
        if (backup.hasMetadata()) {
            inventory.setMetadata(backup.getMetadata());
        }
        if (backup.hasGroupUuid()) {
            inventory.setGroupUuid(backup.getGroupUuid());
        }
        if (backup.hasVmInstanceUuid()) {
            inventory.setVmInstanceUuid(backup.getVmInstanceUuid());
        }
        backup.getBackupStorageRefsList().forEach(ref -> inventory.addBackupStorageRefs(backupRef(ref)));
        return inventory.build();
    }

    private VolumeBackupStorageRefInventory backupRef(VolumeBackupStorageRef ref) {
        var inventory = VolumeBackupStorageRefInventory.newBuilder()
                .setVolumeBackupUuid(ref.getVolumeBackupUuid())
                .setBackupStorageUuid(ref.getBackupStorageUuid())
                .setInstallPath(ref.getInstallPath())
                .setCreateDate(dates.print(ref.getCreateTime()))
                .setLastOpDate(dates.print(ref.getUpdateTime()));
        Spelling.BACKUP_STATUS.word(ref.getStatus()).ifPresent(inventory::setStatus);
        return inventory.build();
    }

    BackupStorageInventory backupStorage(BackupStorage storage) {
        var inventory = StoragePlaces.inventory(storage)
                .setUuid(storage.getUuid())
                .setName(storage.getName())
                .setTotalCapacity(storage.getCapacity().getTotalBytes())
                .setAvailableCapacity(storage.getCapacity().getAvailableBytes())
                .setCreateDate(dates.print(storage.getCreateTime()))
                .setLastOpDate(dates.print(storage.getUpdateTime()));
        Spelling.STORAGE_STATE.word(storage.getState()).ifPresent(inventory::setState);
        Spelling.STORAGE_STATUS.word(storage.getStatus()).ifPresent(inventory::setStatus);
        if (storage.hasDescription()) {
            inventory.setDescription(storage.getDescription());
        }
        return inventory.build();
    }

    TrashInventory trash(TrashEntry entry) {
        return TrashInventory.newBuilder()
                .setTrashId(entry.getId())
                .setResourceUuid(entry.getImageUuid())
                .setResourceType("ImageVO")
                .setStorageUuid(entry.getBackupStorageUuid())
                .setStorageType("BackupStorageVO")
                .setInstallPath(entry.getInstallPath())
                .setIsFolder(false)
                .setSize(entry.getSizeBytes())
                .setTrashType("MigrateImage")
                .setCreateDate(dates.print(entry.getCreateTime()))
                .build();
    }
}
