package io.longshore.acceptance;

import com.google.common.collect.Lists;
import io.longshore.v1.BackupServiceGrpc;
import io.longshore.v1.CreateDataVolumeTemplateRequest;
import io.longshore.v1.CreateVmBackupRequest;
import io.longshore.v1.ImageServiceGrpc;
import io.longshore.v1.SyncVmBackupRequest;
import io.longshore.v1.VolumeType;
import io.longshore.v1.VolumeUpload;
import io.longshore.v1.WatchOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Machines' backups, made, copied and made templates of over gRPC. */
record Machines(Site site) {
    /** A machine's backups, the root's first. */
    record Group(String uuid, List<Backup> backups) {
        Backup root() {
            return backups.getFirst();
        }
    }

    /** A volume's backup, and the disk that it was made of. */
    record Backup(String uuid, Path disk) {}

    /** Makes a machine's backups of disks on a storage. */
    Group backUp(List<Path> disks, String storage) throws Exception {
        var create = CreateVmBackupRequest.newBuilder().setName("machine");
        for (var disk : disks) {
            create.addVolumes(VolumeUpload.newBuilder()
                    .setUploadUuid(new Uploading(site, disk, storage).whole())
                    .setType(create.getVolumesCount() == 0 ? VolumeType.VOLUME_TYPE_ROOT : VolumeType.VOLUME_TYPE_DATA)
                    .setFormat("raw"));
        }
        var made = Lists.newArrayList(
                        BackupServiceGrpc.newBlockingStub(site.server().session())
                                .createVmBackup(create.build()))
                .getLast()
                .getResult()
                .getVmBackup();
        var backups = new ArrayList<Backup>();
        for (int i = 0; i < disks.size(); i++) {
            backups.add(new Backup(made.getVolumeBackups(i).getUuid(), disks.get(i)));
        }
        return new Group(made.getGroupUuid(), List.copyOf(backups));
    }

    /** Starts to copy a group from storage a to storage b. */
    Follower sync(Group group) {
        var request = SyncVmBackupRequest.newBuilder()
                .setGroupUuid(group.uuid())
                .setSourceBackupStorageUuid(site.a())
                .setDestinationBackupStorageUuid(site.b())
                .setWatch(detached());
        var events = BackupServiceGrpc.newBlockingStub(site.server().session()).syncVmBackup(request.build());
        return Follower.of(site.server(), events.next().getEvent().getTaskUuid());
    }

    /** Starts to make an image of a backup on storage b, under a uuid. */
    Follower template(Backup backup, String image) {
        var request = CreateDataVolumeTemplateRequest.newBuilder()
                .setVolumeBackupUuid(backup.uuid())
                .setBackupStorageUuid(site.b())
                .setName("template")
                .setUuid(image)
                .setWatch(detached());
        var events =
                ImageServiceGrpc.newBlockingStub(site.server().session()).createDataVolumeTemplate(request.build());
        return Follower.of(site.server(), events.next().getEvent().getTaskUuid());
    }

    private static WatchOptions.Builder detached() {
        return WatchOptions.newBuilder().setDetach(true);
    }
}
