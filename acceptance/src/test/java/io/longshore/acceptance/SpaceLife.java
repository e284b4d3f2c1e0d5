package io.longshore.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Iterators;
import io.grpc.Channel;
import io.longshore.v1.BackupStorageServiceGrpc;
import io.longshore.v1.BackupStorageServiceGrpc.BackupStorageServiceBlockingStub;
import io.longshore.v1.EmptyTrashRequest;
import io.longshore.v1.ReclaimSpaceRequest;
import io.longshore.v1.VerifyBackupStorageRequest;
import java.util.List;
import java.util.Random;

/** Gives space back that nothing needs, and reads all that is there from end to end, now here, now there. */
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
        return new Asked(
                request,
                switch (random.nextInt(6)) {
                    case 0, 1 -> server -> emptyTrash(server, storage, request);
                    case 2, 3, 4 -> server -> reclaim(server, storage, request);
                    default -> server -> verify(server, storage, request);
                },
                () -> {});
    }

    private static void emptyTrash(Channel server, String storage, String request) {
        var empty = EmptyTrashRequest.newBuilder().setBackupStorageUuid(storage).setRequestId(request);
        storages(server).emptyTrash(empty.build()).forEachRemaining(_ -> {});
    }

    private static void reclaim(Channel server, String storage, String request) {
        var reclaim = ReclaimSpaceRequest.newBuilder()
                .setUuid(storage)
                .setAllowMoreThanHalf(true)
                .setRequestId(request);
        storages(server).reclaimSpace(reclaim.build()).forEachRemaining(_ -> {});
    }

    /** Whoever writes, deletes and collects meanwhile, nothing is wrong with what is there. */
    private static void verify(Channel server, String storage, String request) {
        var verify = VerifyBackupStorageRequest.newBuilder().setUuid(storage).setRequestId(request);
        var ended = Iterators.getLast(storages(server).verifyBackupStorage(verify.build()));
        assertThat(ended.getResult().getProblemsList()).isEmpty();
        assertThat(ended.getResult().getBadRecords()).isZero();
    }

    private static BackupStorageServiceBlockingStub storages(Channel server) {
        return BackupStorageServiceGrpc.newBlockingStub(server);
    }
}
