package io.longshore.rest.fake;

import com.google.protobuf.Timestamp;
import io.longshore.v1.BackupStorage;
import io.longshore.v1.BackupStorageState;
import io.longshore.v1.BackupStorageStatus;
import io.longshore.v1.Capacity;
import io.longshore.v1.CreateBackupStorageRequest;
import io.longshore.v1.FileLocation;
import io.longshore.v1.Image;
import io.longshore.v1.ImageBackupStorageRef;
import io.longshore.v1.ImageMediaType;
import io.longshore.v1.ImageState;
import io.longshore.v1.ImageStatus;
import io.longshore.v1.TrashEntry;
import io.longshore.v1.VolumeBackup;
import io.longshore.v1.VolumeBackupState;
import io.longshore.v1.VolumeBackupStatus;
import io.longshore.v1.VolumeBackupStorageRef;
import io.longshore.v1.VolumeType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What the fake server knows; every method of its services holds its lock. */
final class FakeState {
    /** Nov 14, 2017 10:20:57 PM in UTC. */
    static final Timestamp CREATED =
            Timestamp.newBuilder().setSeconds(1_510_698_057L).build();

    static final String ACCOUNT = "36c27e8ff05c4780bf6d2fa65700f22e";

    final Map<String, Image> images = new LinkedHashMap<>();
    final Map<String, BackupStorage> storages = new LinkedHashMap<>();
    final Map<String, VolumeBackup> backups = new LinkedHashMap<>();
    final List<TrashEntry> trash = new ArrayList<>();

    private long nextId;

    synchronized long nextId() {
        return ++nextId;
    }

    static String uuid() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    synchronized BackupStorage addStorage(String uuid, String name, String path) {
        var location = FileLocation.newBuilder().setPath(path);
        return addStorage(
                uuid,
                CreateBackupStorageRequest.newBuilder()
                        .setName(name)
                        .setFile(location)
                        .build());
    }

    synchronized BackupStorage addStorage(String uuid, CreateBackupStorageRequest request) {
        var made = BackupStorage.newBuilder()
                .setUuid(uuid)
                .setAccountUuid(ACCOUNT)
                .setName(request.getName())
                .addAllSystemTags(request.getSystemTagsList())
                .setState(BackupStorageState.BACKUP_STORAGE_STATE_ENABLED)
                .setStatus(BackupStorageStatus.BACKUP_STORAGE_STATUS_CONNECTED)
                .setCapacity(
                        Capacity.newBuilder().setTotalBytes(10_995_116_277_760L).setAvailableBytes(1_099_511_627_776L))
                .setCreateTime(CREATED)
                .setUpdateTime(CREATED);
        switch (request.getLocationCase()) {
            case FILE -> made.setFile(request.getFile());
            case S3 -> made.setS3(request.getS3());
            case SFTP -> made.setSftp(request.getSftp().toBuilder().setPassword(""));
            case CEPH -> made.setCeph(request.getCeph());
            case LOCATION_NOT_SET -> throw new AssertionError("no location");
        }
        var storage = made.build();
        storages.put(uuid, storage);
        return storage;
    }

    synchronized Image addImage(String uuid, String name, String storage) {
        var image = Image.newBuilder()
                .setUuid(uuid)
                .setAccountUuid(ACCOUNT)
                .setName(name)
                .setState(ImageState.IMAGE_STATE_ENABLED)
                .setStatus(ImageStatus.IMAGE_STATUS_READY)
                .setMediaType(ImageMediaType.IMAGE_MEDIA_TYPE_ROOT_VOLUME_TEMPLATE)
                .setFormat("qcow2")
                .setPlatform("Linux")
                .setSizeBytes(1_073_741_824L)
                .setActualSizeBytes(16_777_216L)
                .setUrl("http://192.168.1.20/share/images/tinylinux.qcow2")
                .addBackupStorageRefs(imageRef(uuid, storage))
                .setCreateTime(CREATED)
                .setUpdateTime(CREATED)
                .build();
        images.put(uuid, image);
        return image;
    }

    ImageBackupStorageRef imageRef(String image, String storage) {
        return ImageBackupStorageRef.newBuilder()
                .setId(nextId())
                .setImageUuid(image)
                .setBackupStorageUuid(storage)
                .setInstallPath("zstore://" + image + "/0cd599ec159249489475112a058bb93a0cd599ec")
                .setStatus(ImageStatus.IMAGE_STATUS_READY)
                .setCreateTime(CREATED)
                .setUpdateTime(CREATED)
                .build();
    }

    synchronized VolumeBackup addBackup(String uuid, String group, VolumeType type, String storage) {
        var backup = VolumeBackup.newBuilder()
                .setUuid(uuid)
                .setAccountUuid(ACCOUNT)
                .setName((type == VolumeType.VOLUME_TYPE_ROOT ? "Root" : "Data") + "-Volume-Backup-1")
                .setDescription("volume backup")
                .setVolumeUuid(uuid())
                .setType(type)
                .setState(VolumeBackupState.VOLUME_BACKUP_STATE_ENABLED)
                .setStatus(VolumeBackupStatus.VOLUME_BACKUP_STATUS_READY)
                .setSizeBytes(1_073_741_824L)
                .setGroupUuid(group)
                .addBackupStorageRefs(backupRef(uuid, storage))
                .setCreateTime(CREATED)
                .setUpdateTime(CREATED)
                .build();
        backups.put(uuid, backup);
        return backup;
    }

    static VolumeBackupStorageRef backupRef(String backup, String storage) {
        return VolumeBackupStorageRef.newBuilder()
                .setVolumeBackupUuid(backup)
                .setBackupStorageUuid(storage)
                .setInstallPath("zstore://" + backup + "/0cd599ec159249489475112a058bb93a0cd599ec")
                .setStatus(VolumeBackupStatus.VOLUME_BACKUP_STATUS_READY)
                .setCreateTime(CREATED)
                .setUpdateTime(CREATED)
                .build();
    }
}
