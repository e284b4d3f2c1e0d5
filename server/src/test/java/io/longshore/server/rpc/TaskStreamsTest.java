package io.longshore.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Duration;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.longshore.server.failure.Failure;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.image.ImageResult;
import io.longshore.server.task.TaskState;
import io.longshore.server.transfer.Receipt;
import io.longshore.v1.CancelTaskRequest;
import io.longshore.v1.ImageServiceGrpc;
import io.longshore.v1.MigrateImageRequest;
import io.longshore.v1.MigrateImageResponse;
import io.longshore.v1.TaskEvent.EventCase;
import io.longshore.v1.TaskServiceGrpc;
import io.longshore.v1.WatchOptions;
import io.longshore.v1.WatchTaskRequest;
import io.longshore.v1.WatchTaskResponse;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The laws of calls that are attached to tasks. */
final class TaskStreamsTest {
    private static final String TASK = "44444444444444444444444444444444";

    private RpcFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new RpcFixture();
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    @Test
    void anOperationsCallEndsWellWithItsResult() {
        var events = migrate(WatchOptions.getDefaultInstance());
        awaitFirst(events);
        fixture.tasks.progress(TASK, 5);
        fixture.tasks.end(TASK, succeeded());
        assertThat(events.end()).isEmpty();
        assertThat(events.messages.getFirst().getEvent().getEventCase()).isEqualTo(EventCase.SNAPSHOT);
        var last = events.messages.getLast();
        assertThat(last.getEvent().getEventCase()).isEqualTo(EventCase.TERMINAL);
        assertThat(last.getResult().getImage().getUuid()).isEqualTo(RpcFixture.IMAGE);
        assertThat(last.getEvent().getTerminal().getTask().getMigrateImageResult())
                .isEqualTo(last.getResult());
        assertThat(events.messages).filteredOn(MigrateImageResponse::hasResult).hasSize(1);
        assertThat(events.messages)
                .extracting(message -> message.getEvent().getSequence())
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void anOperationsCallSendsTheEndAndThenFailsAsItsTask() {
        var events = migrate(WatchOptions.getDefaultInstance());
        awaitFirst(events);
        var failure = new Failure(Reason.DIGEST_MISMATCH, "block 5", Map.of("imageUuid", RpcFixture.IMAGE), null);
        fixture.tasks.end(TASK, new TaskState.Failed(FakeTasks.NOW, failure));
        var thrown = events.end().orElseThrow();
        assertThat(Status.fromThrowable(thrown).getCode()).isEqualTo(Code.DATA_LOSS);
        assertThat(RpcFixture.reason(thrown)).isEqualTo(Reason.DIGEST_MISMATCH);
        var task = events.messages.getLast().getEvent().getTerminal().getTask();
        assertThat(task.getFailure().getReason()).isEqualTo("DIGEST_MISMATCH");
        assertThat(task.getFailure().getStatusCode()).isEqualTo(Code.DATA_LOSS.value());
        assertThat(events.messages).noneMatch(MigrateImageResponse::hasResult);
    }

    @Test
    void aCancelledOperationsCallIsCancelledAndItsWatchersEndWell() {
        var events = migrate(WatchOptions.getDefaultInstance());
        awaitFirst(events);
        var watcher = watch(WatchOptions.getDefaultInstance());
        await().until(() -> !watcher.messages.isEmpty());
        fixture.signedIn(TaskServiceGrpc.newBlockingStub(fixture.channel))
                .cancelTask(CancelTaskRequest.newBuilder().setUuid(TASK).build());
        assertThat(Status.fromThrowable(events.end().orElseThrow()).getCode()).isEqualTo(Code.CANCELLED);
        assertThat(RpcFixture.reason(events.end().orElseThrow())).isEqualTo(Reason.TASK_CANCELED);
        assertThat(watcher.end()).isEmpty();
        assertThat(watcher.messages.getLast().getEvent().hasTerminal()).isTrue();
    }

    @Test
    void anEndedTaskIsShownAndToldAgain() {
        migrate(WatchOptions.newBuilder().setDetach(true).build()).end();
        fixture.tasks.end(TASK, succeeded());
        var again = migrate(WatchOptions.getDefaultInstance());
        assertThat(again.end()).isEmpty();
        assertThat(again.messages)
                .extracting(message -> message.getEvent().getEventCase())
                .containsExactly(EventCase.SNAPSHOT, EventCase.TERMINAL);
    }

    @Test
    void aDetachedCallEndsAfterItsFirstEvent() {
        var events = migrate(WatchOptions.newBuilder().setDetach(true).build());
        assertThat(events.end()).isEmpty();
        assertThat(events.messages).hasSize(1);
        assertThat(fixture.tasks.tasks.get(TASK).state().terminal()).isFalse();
    }

    @Test
    void aRefusedOperationHasNoEvents() {
        fixture.tasks.refusal = java.util.Optional.of(new FailureException(Reason.IMAGE_BUSY, "held"));
        var events = migrate(WatchOptions.getDefaultInstance());
        assertThat(RpcFixture.reason(events.end().orElseThrow())).isEqualTo(Reason.IMAGE_BUSY);
        assertThat(events.messages).isEmpty();
    }

    @Test
    void aSilentStreamShowsThatItLives() {
        fixture.tasks.patience = java.util.Optional.of(java.time.Duration.ofMillis(20));
        var events = migrate(WatchOptions.getDefaultInstance());
        await().until(() -> events.messages.size() > 3);
        fixture.tasks.end(TASK, succeeded());
        assertThat(events.end()).isEmpty();
        var snapshot = events.messages.getFirst().getEvent();
        assertThat(events.messages.get(1).getEvent().getEventCase()).isEqualTo(EventCase.HEARTBEAT);
        assertThat(events.messages.get(1).getEvent().getSequence()).isEqualTo(snapshot.getSequence());
        assertThat(events.messages.getLast().getEvent().hasTerminal()).isTrue();
    }

    @Test
    void aHeartbeatOutsideItsBoundsIsRefused() {
        var events = migrate(WatchOptions.newBuilder()
                .setHeartbeatInterval(Duration.newBuilder().setSeconds(1))
                .build());
        assertThat(RpcFixture.reason(events.end().orElseThrow())).isEqualTo(Reason.INVALID_ARGUMENT);
        assertThat(fixture.tasks.tasks).isEmpty();
    }

    @Test
    void aCutCallLeavesTheTaskAndFreesItsWatch() {
        var events = migrate(WatchOptions.getDefaultInstance());
        awaitFirst(events);
        events.cancel();
        await().until(() -> fixture.tasks.closedWatches.get() == 1);
        assertThat(fixture.tasks.tasks.get(TASK).state().terminal()).isFalse();
    }

    @Test
    void aWatcherThatNeverReadsHoldsUpNobody() {
        migrate(WatchOptions.newBuilder().setDetach(true).build()).end();
        var stalled = Collected.<WatchTaskRequest, WatchTaskResponse>stalled();
        watch(WatchOptions.getDefaultInstance(), stalled);
        await().until(() -> !stalled.messages.isEmpty());
        var stalledWatch = fixture.tasks.watches.getLast();
        var watchers = new ArrayList<Collected<WatchTaskRequest, WatchTaskResponse>>();
        for (var i = 0; i < 49; i++) {
            watchers.add(watch(WatchOptions.getDefaultInstance()));
        }
        await().until(() -> watchers.stream().noneMatch(watcher -> watcher.messages.isEmpty()));
        for (var i = 0; i < 20_000; i++) {
            fixture.tasks.progress(TASK, i);
        }
        fixture.tasks.end(TASK, succeeded());
        for (var watcher : watchers) {
            assertThat(watcher.end()).isEmpty();
            assertThat(watcher.messages.getLast().getEvent().hasTerminal()).isTrue();
        }
        // What the stalled one was sent is bounded by flow control, what waits for it by folding.
        assertThat(stalledWatch.size()).isLessThanOrEqualTo(2);
        assertThat(stalled.ended()).isFalse();
        stalled.cancel();
        await().until(() -> fixture.tasks.watches.isEmpty());
    }

    @Test
    void aStoppingServerTellsWatchersToComeAgain() {
        var events = migrate(WatchOptions.getDefaultInstance());
        awaitFirst(events);
        var watcher = watch(WatchOptions.getDefaultInstance());
        await().until(() -> !watcher.messages.isEmpty());
        fixture.server.drain();
        for (var end :
                new Throwable[] {events.end().orElseThrow(), watcher.end().orElseThrow()}) {
            assertThat(Status.fromThrowable(end).getCode()).isEqualTo(Code.UNAVAILABLE);
            assertThat(RpcFixture.reason(end)).isEqualTo(Reason.UNAVAILABLE);
        }
        var refused = migrate(WatchOptions.getDefaultInstance()).end().orElseThrow();
        assertThat(RpcFixture.reason(refused)).isEqualTo(Reason.UNAVAILABLE);
        assertThat(fixture.tasks.tasks.get(TASK).state().terminal()).isFalse();
    }

    private static TaskState succeeded() {
        var identity = io.longshore.disk.DiskIdentity.ofZeros(1 << 20);
        var receipt = new Receipt(
                identity,
                identity,
                0,
                0,
                0,
                0,
                0,
                1 << 20,
                Receipt.Verification.NOTHING_WRITTEN,
                Receipt.ReadBack.NONE,
                0,
                null,
                1,
                FakeTasks.NOW,
                FakeTasks.NOW,
                0,
                0,
                null);
        return new TaskState.Succeeded(FakeTasks.NOW, new ImageResult.Stored(RpcFixture.image(), receipt));
    }

    private Collected<MigrateImageRequest, MigrateImageResponse> migrate(WatchOptions options) {
        var events = Collected.<MigrateImageRequest, MigrateImageResponse>reading();
        fixture.signedIn(ImageServiceGrpc.newStub(fixture.channel))
                .migrateImage(
                        MigrateImageRequest.newBuilder()
                                .setImageUuid(RpcFixture.IMAGE)
                                .setSourceBackupStorageUuid(RpcFixture.STORAGE)
                                .setDestinationBackupStorageUuid(RpcFixture.OTHER_STORAGE)
                                .setRequestId(TASK)
                                .setWatch(options)
                                .build(),
                        events);
        return events;
    }

    private Collected<WatchTaskRequest, WatchTaskResponse> watch(WatchOptions options) {
        var events = Collected.<WatchTaskRequest, WatchTaskResponse>reading();
        watch(options, events);
        return events;
    }

    private void watch(WatchOptions options, Collected<WatchTaskRequest, WatchTaskResponse> events) {
        fixture.signedIn(TaskServiceGrpc.newStub(fixture.channel))
                .watchTask(
                        WatchTaskRequest.newBuilder()
                                .setUuid(TASK)
                                .setWatch(options)
                                .build(),
                        events);
    }

    private static void awaitFirst(Collected<MigrateImageRequest, MigrateImageResponse> events) {
        await().until(() -> !events.messages.isEmpty());
    }
}
