package io.longshore.acceptance;

import com.google.common.collect.Lists;
import io.longshore.v1.ImageServiceGrpc;
import io.longshore.v1.MigrateImageRequest;
import io.longshore.v1.MigrateImageResponse;
import io.longshore.v1.Task;
import io.longshore.v1.TaskEvent;
import io.longshore.v1.TaskServiceGrpc;
import io.longshore.v1.WatchOptions;
import io.longshore.v1.WatchTaskRequest;
import io.longshore.v1.WatchTaskResponse;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;

/** Migrations from storage a to storage b, asked for and watched over gRPC. */
record Migrations(Site site) {
    /** Starts one under a fresh request_id, without staying for its events. */
    String start(String image) {
        var request = request(image, UUID.randomUUID().toString().replace("-", ""))
                .setWatch(WatchOptions.newBuilder().setDetach(true));
        var events = ImageServiceGrpc.newBlockingStub(site.server().session()).migrateImage(request.build());
        var first = events.next().getEvent();
        events.forEachRemaining(_ -> {});
        return first.getTaskUuid();
    }

    /** Asks for one under a request_id and stays. */
    Iterator<MigrateImageResponse> call(String image, String requestId) {
        return ImageServiceGrpc.newBlockingStub(site.server().session())
                .migrateImage(request(image, requestId).build());
    }

    /** Watches a task from its state now. */
    Iterator<WatchTaskResponse> watch(String task) {
        return watch(task, WatchOptions.getDefaultInstance());
    }

    /** Watches a task from after an event that was seen, to its end. */
    List<TaskEvent> rest(String task, long resumeAfter) {
        var options = WatchOptions.newBuilder().setResumeAfter(resumeAfter).build();
        return Lists.newArrayList(watch(task, options)).stream()
                .map(WatchTaskResponse::getEvent)
                .toList();
    }

    /** Waits until a task has sent at least so many bytes in its copy step; gives the highest sequence that was seen. */
    long untilCopied(String task, long bytes) {
        long sequence = 0;
        var events = watch(task);
        while (events.hasNext()) {
            var event = events.next().getEvent();
            sequence = event.getSequence();
            var step = event.getProgress().getStep();
            if (step.getName().equals("copy") && step.getBytesDone() - step.getBytesSkipped() >= bytes) {
                return sequence;
            }
            if (event.hasTerminal()) {
                throw new AssertionError("ended before " + bytes + " bytes were copied: " + event);
            }
        }
        throw new AssertionError("the watch ended without a terminal event");
    }

    /** Waits for a task's end. */
    Task end(String task) {
        var events = watch(task);
        while (events.hasNext()) {
            var event = events.next().getEvent();
            if (event.hasTerminal()) {
                return event.getTerminal().getTask();
            }
        }
        throw new AssertionError("the watch ended without a terminal event");
    }

    private Iterator<WatchTaskResponse> watch(String task, WatchOptions options) {
        var request = WatchTaskRequest.newBuilder().setUuid(task).setWatch(options);
        return TaskServiceGrpc.newBlockingStub(site.server().session()).watchTask(request.build());
    }

    private MigrateImageRequest.Builder request(String image, String requestId) {
        return MigrateImageRequest.newBuilder()
                .setImageUuid(image)
                .setSourceBackupStorageUuid(site.a())
                .setDestinationBackupStorageUuid(site.b())
                .setRequestId(requestId);
    }
}
