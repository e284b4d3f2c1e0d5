package io.longshore.rest.fake;

import io.grpc.Status.Code;
import io.grpc.stub.StreamObserver;
import io.longshore.v1.BackupServiceGrpc;
import io.longshore.v1.BackupStorageState;
import io.longshore.v1.DeleteVolumeBackupOperation;
import io.longshore.v1.DeleteVolumeBackupRequest;
import io.longshore.v1.DeleteVolumeBackupResponse;
import io.longshore.v1.DeleteVolumeBackupResult;
import io.longshore.v1.ListVolumeBackupsRequest;
import io.longshore.v1.ListVolumeBackupsResponse;
import io.longshore.v1.SyncVmBackupOperation;
import io.longshore.v1.SyncVmBackupRequest;
import io.longshore.v1.SyncVmBackupResponse;
import io.longshore.v1.SyncVmBackupResult;
import io.longshore.v1.Task;
import io.longshore.v1.VmBackup;
import io.longshore.v1.VolumeBackup;
import io.longshore.v1.VolumeType;
import java.util.List;
import java.util.Map;

/** Volume backups in memory. */
final class FakeBackups extends BackupServiceGrpc.BackupServiceImplBase {
    private final FakeState state;
    private final FakeTasks tasks;

    FakeBackups(FakeState state, FakeTasks tasks) {
        this.state = state;
        this.tasks = tasks;
    }

    @Override
    public void listVolumeBackups(ListVolumeBackupsRequest request, StreamObserver<ListVolumeBackupsResponse> reply) {
        var page = FakeLists.page(
                state.backups.values(),
                request.getConditionsList(),
                request.getOrderBy(),
                request.getSkip(),
                request.getPageSize(),
                request.getPageToken());
        var answer = ListVolumeBackupsResponse.newBuilder()
                .addAllVolumeBackups(page.elements())
                .setNextPageToken(page.nextPageToken());
        if (request.getCountTotal()) {
            answer.setTotalSize(page.total());
        }
        reply.onNext(answer.build());
        reply.onCompleted();
    }

    @Override
    public void deleteVolumeBackup(
            DeleteVolumeBackupRequest request, StreamObserver<DeleteVolumeBackupResponse> reply) {
        var task = Task.newBuilder().setDeleteVolumeBackup(DeleteVolumeBackupOperation.getDefaultInstance());
        tasks.run(request.getRequestId(), request, task, () -> {
            if (state.backups.remove(request.getUuid()) == null) {
                throw FakeErrors.notFound("VOLUME_BACKUP_NOT_FOUND", "backup", request.getUuid());
            }
            task.setDeleteVolumeBackupResult(DeleteVolumeBackupResult.getDefaultInstance());
        });
        reply.onNext(DeleteVolumeBackupResponse.getDefaultInstance());
        reply.onCompleted();
    }

    @Override
    public void syncVmBackup(SyncVmBackupRequest request, StreamObserver<SyncVmBackupResponse> reply) {
        var task = Task.newBuilder().setSyncVmBackup(SyncVmBackupOperation.getDefaultInstance());
        tasks.stream(
                request.getRequestId(),
                request.toBuilder().clearWatch().build(),
                request.getWatch(),
                task,
                () -> check(request),
                () -> {
                    var copied = VmBackup.newBuilder().setGroupUuid(request.getGroupUuid());
                    for (var backup : group(request.getGroupUuid())) {
                        var on = backup.toBuilder()
                                .addBackupStorageRefs(FakeState.backupRef(
                                        backup.getUuid(), request.getDestinationBackupStorageUuid()))
                                .build();
                        state.backups.put(backup.getUuid(), on);
                        copied.addVolumeBackups(on);
                    }
                    return task.setSyncVmBackupResult(
                            SyncVmBackupResult.newBuilder().setVmBackup(copied));
                },
                event -> SyncVmBackupResponse.newBuilder().setEvent(event).build(),
                reply);
    }

    private void check(SyncVmBackupRequest request) {
        var group = group(request.getGroupUuid());
        for (var uuid : List.of(request.getSourceBackupStorageUuid(), request.getDestinationBackupStorageUuid())) {
            var storage = state.storages.get(uuid);
            if (storage == null) {
                throw FakeErrors.error(
                        Code.NOT_FOUND,
                        "STORAGE_NOT_FOUND",
                        "SYS.1003",
                        "no such storage",
                        Map.of("backupStorageUuid", uuid));
            }
            if (storage.getState() == BackupStorageState.BACKUP_STORAGE_STATE_DISABLED) {
                throw FakeErrors.error(Code.FAILED_PRECONDITION, "STORAGE_DISABLED", "SYS.1006", "disabled");
            }
        }
        if (group.isEmpty()) {
            throw FakeErrors.notFound("GROUP_NOT_FOUND", "group", request.getGroupUuid());
        }
        long roots = group.stream()
                .filter(backup -> backup.getType() == VolumeType.VOLUME_TYPE_ROOT)
                .count();
        if (roots != 1) {
            throw FakeErrors.error(
                    Code.FAILED_PRECONDITION,
                    roots == 0 ? "ROOT_VOLUME_MISSING" : "SEVERAL_ROOT_VOLUMES",
                    "SYS.1006",
                    roots + " root volumes");
        }
    }

    private List<VolumeBackup> group(String uuid) {
        return state.backups.values().stream()
                .filter(backup -> backup.getGroupUuid().equals(uuid))
                .toList();
    }
}
