package io.longshore.cli.fake;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.longshore.v1.BackupServiceGrpc;
import io.longshore.v1.CreateVmBackupRequest;
import io.longshore.v1.CreateVmBackupResponse;
import io.longshore.v1.CreateVmBackupResult;
import io.longshore.v1.DeleteVolumeBackupRequest;
import io.longshore.v1.DeleteVolumeBackupResponse;
import io.longshore.v1.GetVolumeBackupRequest;
import io.longshore.v1.GetVolumeBackupResponse;
import io.longshore.v1.ListVmBackupsRequest;
import io.longshore.v1.ListVmBackupsResponse;
import io.longshore.v1.ListVolumeBackupsRequest;
import io.longshore.v1.ListVolumeBackupsResponse;
import io.longshore.v1.SyncVmBackupRequest;
import io.longshore.v1.SyncVmBackupResponse;
import io.longshore.v1.SyncVmBackupResult;
import io.longshore.v1.Task;
import io.longshore.v1.VmBackup;
import io.longshore.v1.VolumeBackup;
import io.longshore.v1.VolumeBackupStatus;
import io.longshore.v1.VolumeBackupStorageRef;
import java.util.LinkedHashMap;
import java.util.Map;

/** Groups of backups. */
public final class FakeBackups extends BackupServiceGrpc.BackupServiceImplBase {
    private final FakeTasks tasks;
    private final FakeContent content;
    private final Map<String, VmBackup> groups = new LinkedHashMap<>();

    FakeBackups(FakeTasks tasks, FakeContent content) {
        this.tasks = tasks;
        this.content = content;
    }

    @Override
    public void createVmBackup(CreateVmBackupRequest request, StreamObserver<CreateVmBackupResponse> reply) {
        var group = VmBackup.newBuilder().setGroupUuid(FakeStorages.uuid()).setName(request.getName());
        var result = CreateVmBackupResult.newBuilder();
        for (var volume : request.getVolumesList()) {
            var bytes = content.take(volume.getUploadUuid(), volume.getExpectedRoot());
            var storage = content.upload(volume.getUploadUuid()).getBackupStorageUuid();
            var backup = VolumeBackup.newBuilder()
                    .setUuid(FakeStorages.uuid())
                    .setName(volume.hasName() ? volume.getName() : request.getName())
                    .setType(volume.getType())
                    .setStatus(VolumeBackupStatus.VOLUME_BACKUP_STATUS_READY)
                    .setFormat("raw")
                    .setSizeBytes(bytes.length)
                    .setGroupUuid(group.getGroupUuid())
                    .setIdentity(FakeContent.identity(bytes))
                    .addBackupStorageRefs(VolumeBackupStorageRef.newBuilder().setBackupStorageUuid(storage))
                    .setCreateTime(FakeTasks.at(0))
                    .build();
            content.put(backup.getUuid(), bytes);
            group.addVolumeBackups(backup).setSizeBytes(group.getSizeBytes() + bytes.length);
            result.addReceipts(FakeImages.receipt(bytes.length));
        }
        groups.put(group.getGroupUuid(), group.build());
        var task = Task.newBuilder()
                .setUuid(request.getRequestId())
                .setCreateVmBackupResult(result.setVmBackup(group))
                .build();
        tasks.run(
                task,
                request.getWatch(),
                reply,
                event -> CreateVmBackupResponse.newBuilder().setEvent(event).build());
    }

    @Override
    public void syncVmBackup(SyncVmBackupRequest request, StreamObserver<SyncVmBackupResponse> reply) {
        var group = groups.get(request.getGroupUuid());
        if (group == null) {
            throw Failures.of(Status.Code.NOT_FOUND, "GROUP_NOT_FOUND", "group: " + request.getGroupUuid());
        }
        var result = SyncVmBackupResult.newBuilder().setVmBackup(group);
        group.getVolumeBackupsList().forEach(backup -> result.addReceipts(FakeImages.receipt(backup.getSizeBytes())));
        var task = Task.newBuilder()
                .setUuid(request.getRequestId())
                .setSyncVmBackupResult(result)
                .build();
        tasks.run(
                task,
                request.getWatch(),
                reply,
                event -> SyncVmBackupResponse.newBuilder().setEvent(event).build());
    }

    @Override
    public void getVolumeBackup(GetVolumeBackupRequest request, StreamObserver<GetVolumeBackupResponse> reply) {
        var found = groups.values().stream()
                .flatMap(group -> group.getVolumeBackupsList().stream())
                .filter(backup -> backup.getUuid().equals(request.getUuid()))
                .findFirst()
                .orElseThrow(() ->
                        Failures.of(Status.Code.NOT_FOUND, "VOLUME_BACKUP_NOT_FOUND", "backup: " + request.getUuid()));
        reply.onNext(GetVolumeBackupResponse.newBuilder().setVolumeBackup(found).build());
        reply.onCompleted();
    }

    @Override
    public void listVolumeBackups(ListVolumeBackupsRequest request, StreamObserver<ListVolumeBackupsResponse> reply) {
        reply.onNext(ListVolumeBackupsResponse.newBuilder()
                .addAllVolumeBackups(groups.values().stream()
                        .flatMap(group -> group.getVolumeBackupsList().stream())
                        .filter(backup -> request.getConditionsList().stream()
                                .allMatch(condition -> condition.getValues(0).equals(backup.getName())))
                        .toList())
                .build());
        reply.onCompleted();
    }

    @Override
    public void listVmBackups(ListVmBackupsRequest request, StreamObserver<ListVmBackupsResponse> reply) {
        reply.onNext(ListVmBackupsResponse.newBuilder()
                .addAllVmBackups(groups.values().stream()
                        .filter(group -> request.getConditionsList().stream()
                                .allMatch(condition -> condition
                                        .getValues(0)
                                        .equals(
                                                condition.getField().equals("name")
                                                        ? group.getName()
                                                        : group.getGroupUuid())))
                        .toList())
                .build());
        reply.onCompleted();
    }

    @Override
    public void deleteVolumeBackup(
            DeleteVolumeBackupRequest request, StreamObserver<DeleteVolumeBackupResponse> reply) {
        groups.replaceAll((_, group) -> {
            var left = group.getVolumeBackupsList().stream()
                    .filter(backup -> !backup.getUuid().equals(request.getUuid()))
                    .toList();
            return group.toBuilder()
                    .clearVolumeBackups()
                    .addAllVolumeBackups(left)
                    .build();
        });
        groups.values().removeIf(group -> group.getVolumeBackupsCount() == 0);
        reply.onNext(DeleteVolumeBackupResponse.newBuilder()
                .setTaskUuid(request.getRequestId())
                .build());
        reply.onCompleted();
    }
}
