package io.longshore.acceptance;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.longshore.v1.TaskEvent.EventCase;
import io.longshore.v1.TaskServiceGrpc;
import io.longshore.v1.WatchTaskRequest;
import io.longshore.v1.WatchTaskResponse;
import io.longshore.v1.WatchTasksRequest;
import io.longshore.v1.WatchTasksResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many look on, and one of them never looks. */
final class WatchersTest {
    @TempDir
    private Path folder;

    @Test
    void oneWatcherThatNeverReadsHoldsUpNobody() {
        var disk = DiskFiles.random(folder.resolve("disk"), 256 * DiskFiles.MIB, 6);
        try (var site = Site.open(folder);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var image = site.cli().uuid("image", "add", disk.toString(), "--name", "n", "--storage", "a");
            var migrations = new Migrations(site);
            var task = migrations.start(image);
            var silent = watchWithoutReading(site, task);
            var delays = new ConcurrentLinkedQueue<Duration>();
            for (int i = 0; i < 49; i++) {
                var _ = threads.submit(() -> {
                    var end = migrations.end(task).getEndTime();
                    delays.add(
                            Duration.between(Instant.ofEpochSecond(end.getSeconds(), end.getNanos()), Instant.now()));
                });
            }
            await().atMost(300, SECONDS).until(() -> delays.size() == 49);
            System.out.printf(
                    "49 watchers saw the end at most %d ms after it; resident %,d bytes%n",
                    Collections.max(delays).toMillis(), site.server().residentBytes());
            assertThat(migrations.end(task).getEndTime().getSeconds()).isPositive();
            silent.cancel("seen enough", null);
        }
    }

    /** Three monitors: one that stays, one that comes back after the server was killed, and one that never reads. */
    @Test
    void aMonitorOfAllTasksMissesNoEnd() {
        var disk = DiskFiles.random(folder.resolve("disk"), 64 * DiskFiles.MIB, 8);
        try (var site = Site.open(folder)) {
            var image = site.cli().uuid("image", "add", disk.toString(), "--name", "n", "--storage", "a");
            var silent = site.server().session().newCall(TaskServiceGrpc.getWatchTasksMethod(), CallOptions.DEFAULT);
            startWithoutReading(silent, WatchTasksRequest.getDefaultInstance());
            var before = untilSynced(monitor(site, ""));
            assertThat(before.ends()).as("of before it came").isEmpty();

            var stays = monitor(site, before.token());
            untilSynced(stays);
            var migrations = new Migrations(site);
            var task = migrations.start(image);
            assertThat(untilEnd(stays, task)).contains(EventCase.SNAPSHOT, EventCase.TERMINAL);
            site.server().kill();
            site.server().start();
            site.cli().run("image", "disable", image).ok();

            var after = untilSynced(monitor(site, before.token()));
            assertThat(after.ends())
                    .contains(task)
                    .hasSizeGreaterThanOrEqualTo(2)
                    .doesNotHaveDuplicates();
            assertThat(untilSynced(monitor(site, after.token())).ends()).doesNotContainAnyElementsOf(after.ends());
        }
    }

    private static Iterator<WatchTasksResponse> monitor(Site site, String token) {
        return TaskServiceGrpc.newBlockingStub(site.server().session())
                .withDeadlineAfter(120, SECONDS)
                .watchTasks(WatchTasksRequest.newBuilder().setResumeToken(token).build());
    }

    /** @param ends of tasks, in order */
    private record Caught(List<String> ends, String token) {}

    private static Caught untilSynced(Iterator<WatchTasksResponse> news) {
        var ends = new ArrayList<String>();
        while (true) {
            var next = news.next();
            if (next.hasSynced()) {
                assertThat(next.getSynced().getStartOver()).isFalse();
                return new Caught(ends, next.getResumeToken());
            }
            if (next.getEvent().hasTerminal()) {
                ends.add(next.getEvent().getTaskUuid());
            }
        }
    }

    private static List<EventCase> untilEnd(Iterator<WatchTasksResponse> news, String task) {
        var events = new ArrayList<EventCase>();
        while (!events.contains(EventCase.TERMINAL)) {
            var event = news.next().getEvent();
            if (event.getTaskUuid().equals(task)) {
                events.add(event.getEventCase());
            }
        }
        return events;
    }

    private static ClientCall<WatchTaskRequest, WatchTaskResponse> watchWithoutReading(Site site, String task) {
        var call = site.server().session().newCall(TaskServiceGrpc.getWatchTaskMethod(), CallOptions.DEFAULT);
        startWithoutReading(call, WatchTaskRequest.newBuilder().setUuid(task).build());
        return call;
    }

    /** Nothing is ever requested, so flow control holds the server's messages back. */
    private static <Q, A> void startWithoutReading(ClientCall<Q, A> call, Q request) {
        call.start(new ClientCall.Listener<>() {}, new Metadata());
        call.sendMessage(request);
        call.halfClose();
    }
}
