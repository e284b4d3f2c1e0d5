package io.longshore.server.rpc;

import io.grpc.stub.StreamObserver;
import io.longshore.server.backup.BackupResult;
import io.longshore.server.task.Tasks;
import io.longshore.server.uuid.Uuids;
import io.longshore.v1.BackupServiceGrpc;
import io.longshore.v1.CreateVmBackupRequest;
import io.longshore.v1.CreateVmBackupResponse;
import io.longshore.v1.CreateVolumeBackupRequest;
import io.longshore.v1.CreateVolumeBackupResponse;
import io.longshore.v1.DeleteVolumeBackupRequest;
import io.longshore.v1.DeleteVolumeBackupResponse;
import io.longshore.v1.GetVolumeBackupRequest;
import io.longshore.v1.GetVolumeBackupResponse;
import io.longshore.v1.ListVmBackupsRequest;
import io.longshore.v1.ListVmBackupsResponse;
import io.longshore.v1.ListVolumeBackupsRequest;
import io.longshore.v1.ListVolumeBackupsResponse;
import io.longshore.v1.PruneBackupsRequest;
import io.longshore.v1.PruneBackupsResponse;
import io.longshore.v1.SyncVmBackupRequest;
import io.longshore.v1.SyncVmBackupResponse;
import io.longshore.v1.Task;

/** Translates {@code BackupService}. */
final class BackupGrpcService extends BackupServiceGrpc.BackupServiceImplBase {
    private final BackupCalls backups;
    private final Tasks tasks;
    private final TaskStreams watchers;
    private final Changes changes;

    BackupGrpcService(BackupCalls backups, Tasks tasks, TaskStreams watchers, Changes changes) {
        this.backups = backups;
        this.tasks = tasks;
        this.watchers = watchers;
        this.changes = changes;
    }

    @Override
    public void createVmBackup(CreateVmBackupRequest request, StreamObserver<CreateVmBackupResponse> reply) {
        var task = tasks.start(
                Callers.caller(), RequestIds.requestId(request.getRequestId()), BackupRequests.createVmBackup(request));
        watchers.attachOperation(task, request.getWatch(), reply, (event, succeeded) -> {
            var response = CreateVmBackupResponse.newBuilder().setEvent(event);
            succeeded.map(Task::getCreateVmBackupResult).ifPresent(response::setResult);
            return response.build();
        });
    }

    @Override
    public void createVolumeBackup(
            CreateVolumeBackupRequest request, StreamObserver<CreateVolumeBackupResponse> reply) {
        var task = tasks.start(
                Callers.caller(),
                RequestIds.requestId(request.getRequestId()),
                BackupRequests.createVolumeBackup(request));
        watchers.attachOperation(task, request.getWatch(), reply, (event, succeeded) -> {
            var response = CreateVolumeBackupResponse.newBuilder().setEvent(event);
            succeeded.map(Task::getCreateVolumeBackupResult).ifPresent(response::setResult);
            return response.build();
        });
    }

    @Override
    public void getVolumeBackup(GetVolumeBackupRequest request, StreamObserver<GetVolumeBackupResponse> reply) {
        var backup = backups.find().find(Callers.caller(), Uuids.normalize(request.getUuid()));
        Unary.answer(
                reply,
                GetVolumeBackupResponse.newBuilder()
                        .setVolumeBackup(BackupProtos.volumeBackup(backup))
                        .build());
    }

    @Override
    public void listVolumeBackups(ListVolumeBackupsRequest request, StreamObserver<ListVolumeBackupsResponse> reply) {
        var page = backups.list().list(Callers.caller(), ConditionProtos.query(request));
        var response = ListVolumeBackupsResponse.newBuilder().setNextPageToken(page.nextPageToken());
        page.items().forEach(backup -> response.addVolumeBackups(BackupProtos.volumeBackup(backup)));
        page.totalSize().ifPresent(response::setTotalSize);
        Unary.answer(reply, response.build());
    }

    @Override
    public void listVmBackups(ListVmBackupsRequest request, StreamObserver<ListVmBackupsResponse> reply) {
        var page = backups.listGroups().list(Callers.caller(), ConditionProtos.query(request));
        var response = ListVmBackupsResponse.newBuilder().setNextPageToken(page.nextPageToken());
        page.items().forEach(group -> response.addVmBackups(BackupProtos.vmBackup(group)));
        page.totalSize().ifPresent(response::setTotalSize);
        Unary.answer(reply, response.build());
    }

    @Override
    public void deleteVolumeBackup(
            DeleteVolumeBackupRequest request, StreamObserver<DeleteVolumeBackupResponse> reply) {
        var operation = backups.deletion()
                .operation(
                        Callers.caller(),
                        RequestIds.requestId(request.getRequestId()),
                        Uuids.normalize(request.getUuid()),
                        RequestIds.normalize(request.getBackupStorageUuidsList()));
        var task = changes.start(request.getRequestId(), operation);
        var result = Changes.result(task, BackupResult.Deleted.class);
        var response = DeleteVolumeBackupResponse.newBuilder().setTaskUuid(task.uuid());
        if (result.volumeBackup() != null) {
            response.setVolumeBackup(BackupProtos.volumeBackup(result.volumeBackup()));
        }
        Unary.answer(reply, response.build());
    }

    @Override
    public void pruneBackups(PruneBackupsRequest request, StreamObserver<PruneBackupsResponse> reply) {
        var task = tasks.start(
                Callers.caller(), RequestIds.requestId(request.getRequestId()), BackupRequests.prune(request));
        watchers.attachOperation(task, request.getWatch(), reply, (event, succeeded) -> {
            var response = PruneBackupsResponse.newBuilder().setEvent(event);
            succeeded.map(Task::getPruneBackupsResult).ifPresent(response::setResult);
            return response.build();
        });
    }

    @Override
    public void syncVmBackup(SyncVmBackupRequest request, StreamObserver<SyncVmBackupResponse> reply) {
        var task = tasks.start(
                Callers.caller(), RequestIds.requestId(request.getRequestId()), BackupRequests.sync(request));
        watchers.attachOperation(task, request.getWatch(), reply, (event, succeeded) -> {
            var response = SyncVmBackupResponse.newBuilder().setEvent(event);
            succeeded.map(Task::getSyncVmBackupResult).ifPresent(response::setResult);
            return response.build();
        });
    }
}
