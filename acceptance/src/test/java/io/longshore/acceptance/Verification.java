package io.longshore.acceptance;

import io.longshore.v1.BackupStorageServiceGrpc;
import io.longshore.v1.TaskServiceGrpc;
import io.longshore.v1.VerifyBackupStorageRequest;
import io.longshore.v1.WatchOptions;
import io.longshore.v1.WatchTaskRequest;
import java.util.UUID;

/** A verification of a storage, asked for and watched over gRPC. */
record Verification(Site site, String storage) {
    /** Starts one that reads no faster than this, without staying for its events. */
    String start(long bytesPerSecond) {
        var request = VerifyBackupStorageRequest.newBuilder()
                .setUuid(storage)
                .setMaxBytesPerSecond(bytesPerSecond)
                .setRequestId(UUID.randomUUID().toString().replace("-", ""))
                .setWatch(WatchOptions.newBuilder().setDetach(true));
        var events = BackupStorageServiceGrpc.newBlockingStub(site.server().session())
                .verifyBackupStorage(request.build());
        var first = events.next().getEvent();
        events.forEachRemaining(_ -> {});
        return first.getTaskUuid();
    }

    /** Waits until packs of so many bytes were read. */
    void untilRead(String task, long bytes) {
        var watch = TaskServiceGrpc.newBlockingStub(site.server().session())
                .watchTask(WatchTaskRequest.newBuilder().setUuid(task).build());
        while (watch.hasNext()) {
            var event = watch.next().getEvent();
            if (event.hasTerminal()) {
                throw new AssertionError("ended before " + bytes + " bytes were read: " + event);
            }
            var step = event.getProgress().getStep();
            if (step.getName().equals("packs") && step.getBytesDone() >= bytes) {
                return;
            }
        }
        throw new AssertionError("the watch ended without a terminal event");
    }
}
