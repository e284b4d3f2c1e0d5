package io.longshore.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.longshore.v1.TaskEvent;
import io.longshore.v1.WatchTasksRequest;
import io.longshore.v1.WatchTasksResponse;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchedTasksTest {
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
    void goesOnWithTheTokenThatItSawLast() throws Exception {
        server.monitored(
                reply -> {
                    send(reply, snapshot("a", "1"), synced("1"), heartbeat("2"));
                    reply.onError(Status.UNAVAILABLE.asRuntimeException());
                },
                reply -> {
                    send(reply, snapshot("b", "3"));
                    reply.onCompleted(); // it has no end of its own: this is none either
                },
                reply -> send(reply, synced("4")));
        var request = WatchTasksRequest.newBuilder().setResumeToken("0").build();
        try (var tasks = longshore.watchTasks(request)) {
            var news = tasks.iterator();
            assertThat(news.next().getEvent().getTaskUuid()).isEqualTo("a");
            assertThat(news.next().hasSynced()).isTrue();
            assertThat(tasks.attachments()).isEqualTo(1);
            assertThat(news.next().getEvent().getTaskUuid()).isEqualTo("b");
            assertThat(tasks.attachments()).isEqualTo(2);
            assertThat(news.next().getResumeToken()).isEqualTo("4");
            assertThat(tasks.attachments()).isEqualTo(3);
        }
        assertThat(server.monitors)
                .extracting(WatchTasksRequest::getResumeToken)
                .containsExactly("0", "2", "3");
    }

    @Test
    void aRefusalIsThrownAtOnce() {
        server.monitored(reply -> reply.onError(
                Status.INVALID_ARGUMENT.withDescription("resume_token").asRuntimeException()));
        assertThatExceptionOfType(LongshoreException.class)
                .isThrownBy(() -> longshore.watchTasks())
                .satisfies(e -> assertThat(e.code()).isEqualTo(Status.Code.INVALID_ARGUMENT));
    }

    @Test
    void closingEndsALoopOfAnotherThread() throws Exception {
        server.monitored(reply -> send(reply, synced("1")));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var tasks = longshore.watchTasks()) {
            var waiting = new CountDownLatch(1);
            var seen = threads.submit(() -> {
                var news = tasks.iterator();
                news.next();
                waiting.countDown();
                return news.hasNext();
            });
            waiting.await();
            tasks.close();
            assertThat(seen.get()).isFalse();
        }
    }

    private static void send(StreamObserver<WatchTasksResponse> reply, WatchTasksResponse.Builder... news) {
        for (var each : news) {
            reply.onNext(each.build());
        }
    }

    private static WatchTasksResponse.Builder snapshot(String task, String token) {
        return WatchTasksResponse.newBuilder()
                .setEvent(TaskEvent.newBuilder().setTaskUuid(task).setSnapshot(TaskEvent.Snapshot.getDefaultInstance()))
                .setResumeToken(token);
    }

    private static WatchTasksResponse.Builder synced(String token) {
        return WatchTasksResponse.newBuilder()
                .setSynced(WatchTasksResponse.Synced.getDefaultInstance())
                .setResumeToken(token);
    }

    private static WatchTasksResponse.Builder heartbeat(String token) {
        return WatchTasksResponse.newBuilder()
                .setHeartbeat(WatchTasksResponse.Heartbeat.getDefaultInstance())
                .setResumeToken(token);
    }
}
