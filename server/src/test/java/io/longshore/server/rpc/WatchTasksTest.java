package io.longshore.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.Status.Code;
import io.longshore.server.catalog.OpenedCatalog;
import io.longshore.server.failure.Reason;
import io.longshore.server.image.Image.ImageState;
import io.longshore.server.image.ImageOperation;
import io.longshore.server.image.ImageResult;
import io.longshore.server.task.Caller;
import io.longshore.server.task.Outcome;
import io.longshore.server.task.Task;
import io.longshore.server.task.TaskContext;
import io.longshore.server.task.TaskEngine;
import io.longshore.server.task.TaskSettings;
import io.longshore.server.task.Work;
import io.longshore.v1.Condition;
import io.longshore.v1.Operator;
import io.longshore.v1.TaskEvent;
import io.longshore.v1.TaskEvent.EventCase;
import io.longshore.v1.TaskServiceGrpc;
import io.longshore.v1.WatchTasksRequest;
import io.longshore.v1.WatchTasksResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** WatchTasks over the network, on the real engine and catalog. */
final class WatchTasksTest {
    @TempDir
    Path folder;

    private final CountDownLatch gate = new CountDownLatch(1);
    private OpenedCatalog catalog;
    private TaskEngine tasks;
    private RpcFixture fixture;

    @BeforeEach
    void start() throws Exception {
        catalog = OpenedCatalog.in(folder, List.of(ImageOperation.ChangeImageState.class, ImageResult.Changed.class));
        tasks = new TaskEngine(catalog.transactions(), catalog.tasks(), TaskSettings.DEFAULTS, Clock.systemUTC());
        tasks.register(ImageOperation.ChangeImageState.class, new Gated());
        tasks.resume();
        fixture = new RpcFixture(tasks);
    }

    @AfterEach
    void stop() throws Exception {
        gate.countDown();
        fixture.close();
        tasks.close();
        catalog.close();
    }

    private void restart() throws Exception {
        fixture.close();
        tasks.close();
        catalog.close();
        start();
    }

    /** Work that waits for the gate. */
    private final class Gated implements Work<ImageOperation.ChangeImageState> {
        @Override
        public void accept(Caller caller, ImageOperation.ChangeImageState operation) {}

        @Override
        public Outcome run(ImageOperation.ChangeImageState operation, TaskContext context) throws InterruptedException {
            gate.await();
            return Outcome.of(() -> new ImageResult.Changed(RpcFixture.image()));
        }

        @Override
        public void abandon(ImageOperation.ChangeImageState operation) {}
    }

    private static ImageOperation.ChangeImageState operation() {
        return new ImageOperation.ChangeImageState(RpcFixture.IMAGE, ImageState.DISABLED, List.of(), List.of());
    }

    private Task startTask() {
        return tasks.start(new Caller("account"), Optional.empty(), operation());
    }

    private Task endTask() {
        return tasks.apply(
                new Caller("account"),
                Optional.empty(),
                operation(),
                () -> new ImageResult.Changed(RpcFixture.image()));
    }

    private Collected<WatchTasksRequest, WatchTasksResponse> watch(WatchTasksRequest.Builder request) {
        return watch(RpcFixture.SESSION, request, Collected.reading());
    }

    private Collected<WatchTasksRequest, WatchTasksResponse> watch(
            String session, WatchTasksRequest.Builder request, Collected<WatchTasksRequest, WatchTasksResponse> news) {
        RpcFixture.with(TaskServiceGrpc.newStub(fixture.channel), "authorization", "Bearer " + session)
                .watchTasks(request.build(), news);
        return news;
    }

    private static ConditionFactory waiting() {
        return await().atMost(Duration.ofSeconds(60));
    }

    private static void awaitSynced(Collected<WatchTasksRequest, WatchTasksResponse> news) {
        waiting().until(() -> news.messages.stream().anyMatch(WatchTasksResponse::hasSynced));
    }

    private static void awaitEnds(Collected<WatchTasksRequest, WatchTasksResponse> news, int count) {
        waiting().until(() -> ends(news).size() == count);
    }

    private static List<String> ends(Collected<WatchTasksRequest, WatchTasksResponse> news) {
        return news.messages.stream()
                .map(WatchTasksResponse::getEvent)
                .filter(TaskEvent::hasTerminal)
                .map(TaskEvent::getTaskUuid)
                .toList();
    }

    private static String token(Collected<WatchTasksRequest, WatchTasksResponse> news) {
        return news.messages.getLast().getResumeToken();
    }

    @Test
    void tellsWhatLivesThenThatItIsInStepThenWhatHappens() {
        var live = startTask();
        var news = watch(WatchTasksRequest.newBuilder());
        awaitSynced(news);
        var done = endTask();
        gate.countDown();
        awaitEnds(news, 2);

        assertThat(news.messages.getFirst().getEvent().getEventCase()).isEqualTo(EventCase.SNAPSHOT);
        assertThat(news.messages).filteredOn(WatchTasksResponse::hasSynced).hasSize(1);
        assertThat(ends(news)).containsExactlyInAnyOrder(live.uuid(), done.uuid());
        assertThat(news.messages)
                .allSatisfy(message ->
                        assertThat(message.getResumeToken()).isNotEmpty().hasSizeLessThanOrEqualTo(64));
        var last = news.messages.stream()
                .filter(message -> message.getEvent().hasTerminal())
                .toList()
                .getLast()
                .getEvent()
                .getTerminal()
                .getTask();
        assertThat(last.getChangeImageState().getImageUuid()).isEqualTo(RpcFixture.IMAGE);
        assertThat(last.getImageResult().getImage().getUuid()).isEqualTo(RpcFixture.IMAGE);
        assertThat(news.ended()).isFalse();
        news.cancel();
        assertThat(Status.fromThrowable(news.end().orElseThrow()).getCode()).isEqualTo(Code.CANCELLED);
    }

    @Test
    void missesNoEndThatCameWhileItWasAwayOrTheServerWas() throws Exception {
        var live = startTask();
        var news = watch(WatchTasksRequest.newBuilder());
        awaitSynced(news);
        var token = token(news);
        news.cancel();
        var first = endTask();
        restart();
        gate.countDown();
        tasks.await(live.uuid());
        var second = endTask();

        var again = watch(WatchTasksRequest.newBuilder().setResumeToken(token));
        awaitSynced(again);
        assertThat(ends(again)).containsExactly(first.uuid(), live.uuid(), second.uuid());
        assertThat(again.messages.getLast().getSynced().getStartOver()).isFalse();
        var oneMore = endTask();
        awaitEnds(again, 4);
        assertThat(ends(again)).last().isEqualTo(oneMore.uuid());
    }

    @Test
    void aStoppingServerTellsMonitorsToComeAgain() {
        var news = watch(WatchTasksRequest.newBuilder());
        awaitSynced(news);
        fixture.server.drain();
        var end = news.end().orElseThrow();
        assertThat(Status.fromThrowable(end).getCode()).isEqualTo(Code.UNAVAILABLE);
        assertThat(RpcFixture.reason(end)).isEqualTo(Reason.UNAVAILABLE);
    }

    /** In this process, where a message is sent only when its reader has asked for it. */
    @Test
    void aMonitorThatNeverReadsHoldsUpNobodyAndFindsAllOfItLater() {
        var inside = fixture.server.inProcessChannel();
        try {
            var stalled = Collected.<WatchTasksRequest, WatchTasksResponse>stalled();
            fixture.signedIn(TaskServiceGrpc.newStub(inside))
                    .watchTasks(WatchTasksRequest.getDefaultInstance(), stalled);
            waiting().until(() -> !stalled.messages.isEmpty());
            var news = watch(WatchTasksRequest.newBuilder());
            awaitSynced(news);
            for (int i = 0; i < 100; i++) {
                endTask();
            }
            awaitEnds(news, 100);
            assertThat(stalled.messages).hasSize(1);
            stalled.readOn();
            awaitEnds(stalled, 100);
            assertThat(ends(stalled)).isEqualTo(ends(news));
        } finally {
            inside.shutdownNow();
        }
    }

    @Test
    void aSilentWatchShowsThatItLives() {
        var news = watch(WatchTasksRequest.newBuilder()
                .setHeartbeatInterval(com.google.protobuf.Duration.newBuilder().setSeconds(5)));
        awaitSynced(news);
        waiting().until(() -> news.messages.getLast().hasHeartbeat());
        assertThat(token(news)).isEqualTo(news.messages.getFirst().getResumeToken());
    }

    @Test
    void showsEachAccountItsOwnTasks() {
        var others = watch(RpcFixture.OTHER_SESSION, WatchTasksRequest.newBuilder(), Collected.reading());
        var own = watch(WatchTasksRequest.newBuilder());
        awaitSynced(others);
        awaitSynced(own);
        endTask();
        awaitEnds(own, 1);
        var other = tasks.apply(
                new Caller("other account"),
                Optional.empty(),
                operation(),
                () -> new ImageResult.Changed(RpcFixture.image()));
        awaitEnds(others, 1);
        assertThat(others.messages)
                .filteredOn(WatchTasksResponse::hasEvent)
                .extracting(message -> message.getEvent().getTaskUuid())
                .containsOnly(other.uuid());
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        var state = Condition.newBuilder().setField("state").setOp(Operator.OPERATOR_NOT_NULL);
        var byState = watch(WatchTasksRequest.newBuilder().addConditions(state));
        assertThat(RpcFixture.reason(byState.end().orElseThrow())).isEqualTo(Reason.UNKNOWN_FIELD);
        var strange = watch(WatchTasksRequest.newBuilder().setResumeToken("strange"));
        assertThat(RpcFixture.reason(strange.end().orElseThrow())).isEqualTo(Reason.INVALID_ARGUMENT);
    }
}
