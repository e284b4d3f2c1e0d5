package io.longshore.acceptance;

import io.longshore.v1.BackupStorageServiceGrpc;
import io.longshore.v1.EmptyTrashRequest;
import io.longshore.v1.ReclaimSpaceRequest;
import java.util.List;
import java.util.Random;

/** Gives space back that nothing needs, now here, now there. */
final class SpaceLife extends Life {
    private final List<String> storages;

    SpaceLife(Random random, List<String> storages) {
        super(random);
        this.storages = storages;
    }

    @Override
    Asked next() {
        var request = uuid();
        var storage = storages.get(random.nextInt(storages.size()));
        boolean trash = random.nextBoolean();
        return new Asked(
                request,
                server -> {
                    var calls = BackupStorageServiceGrpc.newBlockingStub(server);
                    if (trash) {
                        calls.emptyTrash(EmptyTrashRequest.newBuilder()
                                        .setBackupStorageUuid(storage)
                                        .setRequestId(request)
                                        .build())
                                .forEachRemaining(_ -> {});
                    } else {
                        calls.reclaimSpace(ReclaimSpaceRequest.newBuilder()
                                        .setUuid(storage)
                                        .setAllowMoreThanHalf(true)
                                        .setRequestId(request)
                                        .build())
                                .forEachRemaining(_ -> {});
                    }
                },
                () -> {});
    }
}
