package io.longshore.acceptance;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.longshore.v1.TaskServiceGrpc;
import io.longshore.v1.WatchTaskRequest;
import io.longshore.v1.WatchTaskResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
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
        var disk = DiskFiles.random(folder.resolve("disk"), DiskFiles.GIB, 6);
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

    private static ClientCall<WatchTaskRequest, WatchTaskResponse> watchWithoutReading(Site site, String task) {
        var call = site.server().session().newCall(TaskServiceGrpc.getWatchTaskMethod(), CallOptions.DEFAULT);
        call.start(new ClientCall.Listener<>() {}, new Metadata());
        call.sendMessage(WatchTaskRequest.newBuilder().setUuid(task).build());
        call.halfClose();
        return call; // nothing is ever requested, so flow control holds the server's messages back
    }
}
