package io.longshore.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.longshore.v1.ErrorCode;
import io.longshore.v1.Failure;
import io.longshore.v1.Step;
import io.longshore.v1.Task;
import io.longshore.v1.TaskEvent;
import io.longshore.v1.TaskState;
import io.longshore.v1.WatchTaskResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchedTaskTest {
    private static final String UUID = "ab".repeat(16);
    private static final Task RUNNING = Task.newBuilder()
            .setUuid(UUID)
            .setState(TaskState.TASK_STATE_RUNNING)
            .build();
    private static final Task SUCCEEDED =
            RUNNING.toBuilder().setState(TaskState.TASK_STATE_SUCCEEDED).build();

    private ScriptedServer server;
    private Longshore longshore;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedServer();
        longshore = server.connect();
    }

    @AfterEach
    void stop() {
        longshore.close();
        server.close();
    }

    @Test
    void goesOnWhereTheConnectionWasLost() throws Exception {
        server.watching(
                reply -> {
                    send(reply, snapshot(1), progress(2));
                    reply.onError(Status.UNAVAILABLE.asRuntimeException());
                },
                reply -> reply.onError(Status.UNAVAILABLE.asRuntimeException()),
                reply -> {
                    send(reply, progress(2), heartbeat(2), progress(5), terminal(6, SUCCEEDED));
                    reply.onCompleted();
                });
        try (var task = longshore.watch(UUID)) {
            assertThat(sequences(task)).containsExactly(1L, 2L, 5L, 6L);
            assertThat(task.result()).isEqualTo(SUCCEEDED);
        }
        assertThat(server.watches).extracting(watch -> watch.getResumeAfter()).containsExactly(0L, 2L, 2L);
        assertThat(server.watches.getFirst().hasResumeAfter()).isFalse();
    }

    @Test
    void aStreamThatEndsBeforeItsTaskIsNoEnd() throws Exception {
        server.watching(
                reply -> {
                    send(reply, snapshot(1));
                    reply.onCompleted();
                },
                reply -> send(reply, terminal(2, SUCCEEDED)));
        try (var task = longshore.watch(UUID)) {
            assertThat(sequences(task)).containsExactly(1L, 2L);
        }
    }

    @Test
    void anExpiredSessionIsRenewedInTheMiddle() throws Exception {
        server.watching(
                reply -> {
                    send(reply, snapshot(1));
                    server.endSessions();
                    reply.onError(Status.UNAVAILABLE.asRuntimeException());
                },
                reply -> send(reply, terminal(2, SUCCEEDED)));
        try (var task = longshore.watch(UUID)) {
            assertThat(sequences(task)).containsExactly(1L, 2L);
        }
        assertThat(server.logins).hasValue(2);
    }

    @Test
    void aRefusalIsThrownBeforeThereIsATask() {
        server.watching(reply ->
                reply.onError(Status.NOT_FOUND.withDescription("no such task").asRuntimeException()));
        assertThatExceptionOfType(LongshoreException.class)
                .isThrownBy(() -> longshore.watch(UUID))
                .satisfies(e -> assertThat(e.code()).isEqualTo(Status.Code.NOT_FOUND));
    }

    @Test
    void aFailureIsAnEventFirstAndThrownByTheResult() throws Exception {
        var error = ErrorCode.newBuilder()
                .setDetails("block 7 is damaged")
                .putOpaque("imageUuid", UUID)
                .setCause(ErrorCode.newBuilder().setDetails("EIO"));
        var failed = RUNNING.toBuilder()
                .setState(TaskState.TASK_STATE_FAILED)
                .setFailure(Failure.newBuilder()
                        .setReason("DIGEST_MISMATCH")
                        .setStatusCode(Status.Code.DATA_LOSS.value())
                        .setError(error))
                .build();
        server.watching(reply -> send(reply, snapshot(1), terminal(2, failed)));
        try (var task = longshore.watch(UUID)) {
            assertThat(sequences(task)).containsExactly(1L, 2L);
            assertThat(task.await()).isEqualTo(failed);
            assertThatExceptionOfType(LongshoreException.class)
                    .isThrownBy(task::result)
                    .satisfies(e -> {
                        assertThat(e.code()).isEqualTo(Status.Code.DATA_LOSS);
                        assertThat(e.reason()).isEqualTo("DIGEST_MISMATCH");
                        assertThat(e.metadata()).containsEntry("imageUuid", UUID);
                        assertThat(e.errors())
                                .extracting(ErrorCode::getDetails)
                                .containsExactly("block 7 is damaged", "EIO");
                    });
        }
    }

    @Test
    void aLoopThatStoppedGoesOnInTheNextOne() throws Exception {
        server.watching(reply -> send(reply, snapshot(1), progress(2), terminal(3, SUCCEEDED)));
        try (var task = longshore.watch(UUID)) {
            for (var event : task) {
                assertThat(event.hasSnapshot()).isTrue();
                break;
            }
            assertThat(sequences(task)).containsExactly(2L, 3L);
        }
    }

    @Test
    void closingEndsALoopOfAnotherThread() throws Exception {
        server.watching(reply -> send(reply, snapshot(1)));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var task = longshore.watch(UUID)) {
            var waiting = new CountDownLatch(1);
            var seen = threads.submit(() -> {
                var events = task.iterator();
                events.next();
                waiting.countDown();
                return events.hasNext();
            });
            waiting.await();
            task.close();
            assertThat(seen.get()).isFalse();
            assertThatThrownBy(task::await).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void closingTheConnectionEndsItsWatches() throws Exception {
        server.watching(reply -> send(reply, snapshot(1)));
        var task = longshore.watch(UUID);
        longshore.close();
        assertThatExceptionOfType(LongshoreException.class)
                .isThrownBy(task::result)
                .satisfies(e -> assertThat(e.code()).isEqualTo(Status.Code.CANCELLED));
    }

    @Test
    void anInterruptedLoopIsCancelledAndTheThreadKnows() throws Exception {
        server.watching(reply -> send(reply, snapshot(1)));
        try (var task = longshore.watch(UUID)) {
            var events = task.iterator();
            events.next();
            Thread.currentThread().interrupt();
            assertThatThrownBy(events::hasNext).isInstanceOf(CancellationException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static List<Long> sequences(WatchedTask<?> task) {
        var sequences = new ArrayList<Long>();
        for (var event : task) {
            sequences.add(event.getSequence());
        }
        return sequences;
    }

    private static void send(StreamObserver<WatchTaskResponse> reply, TaskEvent.Builder... events) {
        for (var event : events) {
            reply.onNext(WatchTaskResponse.newBuilder().setEvent(event).build());
        }
    }

    private static TaskEvent.Builder snapshot(long sequence) {
        return TaskEvent.newBuilder()
                .setSequence(sequence)
                .setSnapshot(TaskEvent.Snapshot.newBuilder().setTask(RUNNING));
    }

    private static TaskEvent.Builder progress(long sequence) {
        return TaskEvent.newBuilder()
                .setSequence(sequence)
                .setProgress(TaskEvent.Progress.newBuilder()
                        .setStep(Step.newBuilder().setName("copy")));
    }

    private static TaskEvent.Builder heartbeat(long sequence) {
        return TaskEvent.newBuilder().setSequence(sequence).setHeartbeat(TaskEvent.Heartbeat.getDefaultInstance());
    }

    private static TaskEvent.Builder terminal(long sequence, Task task) {
        return TaskEvent.newBuilder()
                .setSequence(sequence)
                .setTerminal(TaskEvent.Terminal.newBuilder().setTask(task));
    }
}
