package io.longshore.acceptance;

import io.grpc.Channel;
import io.longshore.v1.BackupServiceGrpc;
import io.longshore.v1.CreateDataVolumeTemplateRequest;
import io.longshore.v1.CreateVmBackupRequest;
import io.longshore.v1.DeleteVolumeBackupRequest;
import io.longshore.v1.ImageServiceGrpc;
import io.longshore.v1.SyncVmBackupRequest;
import io.longshore.v1.VolumeType;
import io.longshore.v1.VolumeUpload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** One backup of a machine after the other: made, synced, made a template of, deleted volume by volume. */
final class MachineLife extends Life {
    private static final int MOST_TEMPLATES = 3;

    private final List<String> storages;
    private final SmallDisks disks;
    private final List<String> uploads = new ArrayList<>();
    private final Map<String, String> templates = new java.util.TreeMap<>();
    private final Set<String> on = new TreeSet<>();
    private final List<String> backups = new ArrayList<>();
    private String group = "";
    private boolean whole;

    MachineLife(Random random, List<String> storages, SmallDisks disks) {
        super(random);
        this.storages = storages;
        this.disks = disks;
    }

    @Override
    Asked next() {
        if (backups.isEmpty()) {
            return backUp();
        }
        if (whole && on.size() == 1) {
            return sync();
        }
        if (templates.size() < MOST_TEMPLATES && random.nextBoolean()) {
            return template();
        }
        return delete(backups.getLast());
    }

    private Asked backUp() {
        var request = uuid();
        var made = List.of(uuid(), uuid());
        var madeGroup = uuid();
        uploads.clear();
        uploads.addAll(List.of(uuid(), uuid()));
        var create = CreateVmBackupRequest.newBuilder()
                .setGroupUuid(madeGroup)
                .setName("machine")
                .setVmInstanceUuid(uuid())
                .setRequestId(request);
        for (int i = 0; i < made.size(); i++) {
            create.addVolumes(VolumeUpload.newBuilder()
                    .setUploadUuid(uploads.get(i))
                    .setType(i == 0 ? VolumeType.VOLUME_TYPE_ROOT : VolumeType.VOLUME_TYPE_DATA)
                    .setVolumeUuid(uuid())
                    .setUuid(made.get(i)));
        }
        return new Asked(
                request,
                server -> {
                    for (int i = 0; i < made.size(); i++) {
                        disks.upload(server, uploads.get(i), made.get(i), storages.getFirst());
                    }
                    backups(server).createVmBackup(create.build()).forEachRemaining(_ -> {});
                },
                () -> {
                    group = madeGroup;
                    backups.addAll(made);
                    on.add(storages.getFirst());
                    whole = true;
                });
    }

    private Asked sync() {
        var request = uuid();
        var sync = SyncVmBackupRequest.newBuilder()
                .setGroupUuid(group)
                .setSourceBackupStorageUuid(storages.getFirst())
                .setDestinationBackupStorageUuid(storages.getLast())
                .setRequestId(request);
        return new Asked(
                request,
                server -> backups(server).syncVmBackup(sync.build()).forEachRemaining(_ -> {}),
                () -> on.add(storages.getLast()));
    }

    private Asked template() {
        var request = uuid();
        var image = uuid();
        var backup = backups.getFirst();
        var storage = storages.get(random.nextInt(storages.size()));
        disks.same(image, backup);
        var template = CreateDataVolumeTemplateRequest.newBuilder()
                .setVolumeBackupUuid(backup)
                .setBackupStorageUuid(storage)
                .setName(image)
                .setUuid(image)
                .setRequestId(request);
        return new Asked(
                request,
                server -> ImageServiceGrpc.newBlockingStub(server)
                        .createDataVolumeTemplate(template.build())
                        .forEachRemaining(_ -> {}),
                () -> templates.put(image, storage + " IMAGE_STATUS_READY"));
    }

    private Asked delete(String backup) {
        var request = uuid();
        var delete = DeleteVolumeBackupRequest.newBuilder().setUuid(backup).setRequestId(request);
        return new Asked(request, server -> backups(server).deleteVolumeBackup(delete.build()), () -> {
            whole = false;
            backups.remove(backup);
            if (backups.isEmpty()) {
                on.clear();
            }
        });
    }

    @Override
    void forget(Channel server) {
        uploads.forEach(upload -> disks.forget(server, upload));
    }

    /** Tells what the server's lists must have. */
    void expect(Map<String, String> images, Map<String, Set<String>> volumeBackups) {
        images.putAll(templates);
        backups.forEach(backup -> volumeBackups.put(backup, Set.copyOf(on)));
    }

    private static BackupServiceGrpc.BackupServiceBlockingStub backups(Channel server) {
        return BackupServiceGrpc.newBlockingStub(server);
    }
}
