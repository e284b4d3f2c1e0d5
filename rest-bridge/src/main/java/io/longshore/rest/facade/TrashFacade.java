package io.longshore.rest.facade;

import io.longshore.rest.zstack.v1.BackupStorageApiServiceGrpc;
import io.longshore.rest.zstack.v1.CleanUpTrashOnBackupStorageRequest;
import io.longshore.rest.zstack.v1.GetTrashOnBackupStorageRequest;
import io.longshore.rest.zstack.v1.GetTrashOnBackupStorageResponse;
import io.longshore.v1.BackupStorageServiceGrpc;
import io.longshore.v1.EmptyTrashRequest;
import io.longshore.v1.EmptyTrashResponse;
import io.longshore.v1.ListTrashRequest;
import java.util.List;

/** The original's APIs of what migrations leave behind. */
final class TrashFacade {
    private static final String IMAGES = "ImageVO";

    private final Inventories inventories;
    private final TaskAnswers answers;

    TrashFacade(Inventories inventories, TaskAnswers answers) {
        this.inventories = inventories;
        this.answers = answers;
    }

    List<FacadeMethod> methods() {
        return List.of(
                FacadeMethod.immediate(BackupStorageApiServiceGrpc.getGetTrashOnBackupStorageMethod(), this::list),
                FacadeMethod.job(BackupStorageApiServiceGrpc.getCleanUpTrashOnBackupStorageMethod(), this::cleanUp));
    }

    private GetTrashOnBackupStorageResponse list(GetTrashOnBackupStorageRequest request, Call call) {
        if (request.hasResourceType() != request.hasResourceUuid()) {
            throw ErrorCodes.INVALID_ARGUMENT.refusal("resourceUuid and resourceType must be set together");
        }
        var answer = GetTrashOnBackupStorageResponse.newBuilder();
        var token = "";
        do {
            var page = call.unary(
                    BackupStorageServiceGrpc.getListTrashMethod(),
                    ListTrashRequest.newBuilder()
                            .setBackupStorageUuid(request.getUuid())
                            .setPageSize(Pages.MAX_SIZE)
                            .setPageToken(token)
                            .build());
            page.getEntriesList().stream()
                    .filter(entry -> !request.hasResourceUuid()
                            || (request.getResourceType().equals(IMAGES)
                                    && entry.getImageUuid().equals(request.getResourceUuid())))
                    .forEach(entry -> answer.addInventories(inventories.trash(entry)));
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        return answer.build();
    }

    private JobStart cleanUp(CleanUpTrashOnBackupStorageRequest request, JobCall call) {
        var empty = EmptyTrashRequest.newBuilder()
                .setBackupStorageUuid(request.getUuid())
                .setRequestId(call.requestId())
                .setWatch(call.watch());
        if (request.getCleanuptrashonbackupstorage().hasTrashId()) {
            empty.addTrashIds(request.getCleanuptrashonbackupstorage().getTrashId());
        }
        return call.stream(
                BackupStorageServiceGrpc.getEmptyTrashMethod(), empty.build(), EmptyTrashResponse::getEvent, answers);
    }
}
