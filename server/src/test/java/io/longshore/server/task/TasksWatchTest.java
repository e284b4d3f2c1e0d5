package io.longshore.server.task;

import static io.longshore.server.task.EngineFixture.ALICE;
import static io.longshore.server.task.EngineFixture.BOB;
import static io.longshore.server.task.EngineFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.query.Condition;
import io.longshore.server.query.Condition.Operator;
import io.longshore.server.task.TaskEvent.Snapshot;
import io.longshore.server.task.TaskEvent.StateChange;
import io.longshore.server.task.TaskEvent.Terminal;
import io.longshore.server.task.TasksWatch.Happened;
import io.longshore.server.task.TasksWatch.Synced;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a watcher of all tasks is told, however it comes and goes. */
class TasksWatchTest {
    private static final Synced IN_STEP = new Synced(false);

    @TempDir
    Path folder;

    private final CountDownLatch gate = new CountDownLatch(1);
    private EngineFixture engine;

    @BeforeEach
    void open() {
        engine = new EngineFixture(folder);
        engine.work.script = (chore, _) -> {
            if (chore.name().startsWith("long")) {
                gate.await();
            }
            return Outcome.of(() -> new Chore.Done(chore.name()));
        };
    }

    @AfterEach
    void close() {
        gate.countDown();
        engine.close();
    }

    private TasksWatch watch(String token) {
        return engine.tasks.watchAll(ALICE, List.of(), token);
    }

    private static TasksWatch.News next(TasksWatch watch) throws InterruptedException {
        return watch.next(PATIENCE).orElseThrow(() -> new AssertionError("nothing is told"));
    }

    /** Reads on to {@code synced}; gives the events before it. */
    private static List<TaskEvent> beforeSynced(TasksWatch watch) throws InterruptedException {
        var events = new ArrayList<TaskEvent>();
        while (true) {
            switch (next(watch)) {
                case Happened(var event) -> events.add(event);
                case Synced synced -> {
                    assertThat(synced).isEqualTo(IN_STEP);
                    return events;
                }
            }
        }
    }

    /** Reads on to the end of a task; gives the events on the way. */
    private static List<TaskEvent> untilEnd(TasksWatch watch, String uuid) throws InterruptedException {
        var events = new ArrayList<TaskEvent>();
        while (true) {
            if (next(watch) instanceof Happened(var event)) {
                events.add(event);
                if (event.terminal() && event.taskUuid().equals(uuid)) {
                    return events;
                }
            }
        }
    }

    private static List<String> ends(List<TaskEvent> events) {
        return events.stream()
                .filter(TaskEvent::terminal)
                .map(TaskEvent::taskUuid)
                .toList();
    }

    private String done(String name) throws InterruptedException {
        return engine.tasks.await(engine.start(Chore.named(name)).uuid()).uuid();
    }

    @Test
    void beginsWithWhatLivesAndGoesOnWithWhatBegins() throws Exception {
        done("before");
        var live = engine.start(Chore.named("long"));
        engine.await(live.uuid(), TaskState.Running.class);

        var watch = watch("");
        assertThat(beforeSynced(watch))
                .singleElement()
                .satisfies(event -> assertThat(event.taskUuid()).isEqualTo(live.uuid()))
                .satisfies(event -> assertThat(event.what()).isInstanceOf(Snapshot.class));
        assertThat(watch.next(Duration.ZERO)).isEmpty();

        var later = done("later");
        var events = untilEnd(watch, later);
        assertThat(events).extracting(TaskEvent::taskUuid).containsOnly(later);
        assertThat(events.getFirst().what()).isInstanceOf(Snapshot.class);
        gate.countDown();
        assertThat(ends(untilEnd(watch, live.uuid()))).containsExactly(live.uuid());
    }

    @Test
    void tellsOfChangesThatAreDoneAtOnce() throws Exception {
        var watch = watch("");
        beforeSynced(watch);
        var done = engine.tasks.apply(ALICE, Optional.empty(), Chore.named("at once"), () -> new Chore.Done(""));
        assertThat(untilEnd(watch, done.uuid()))
                .extracting(TaskEvent::what)
                .containsExactly(new Snapshot(done, false), new Terminal(done));
    }

    @Test
    void missesNoEndOverARestart() throws Exception {
        var live = engine.start(Chore.named("long"));
        var watch = watch("");
        beforeSynced(watch);
        var first = done("first");
        untilEnd(watch, first);
        var token = watch.token();
        var second = done("second");
        engine.close();

        engine = new EngineFixture(folder);
        engine.tasks.resume();
        engine.tasks.await(live.uuid());
        var third = done("third");
        var again = watch(token);
        assertThat(ends(beforeSynced(again))).containsExactly(second, live.uuid(), third);
        assertThat(ends(beforeSynced(watch(token)))).hasSize(3);
        assertThat(beforeSynced(watch(again.token()))).isEmpty();
    }

    @Test
    void tellsAgainOfATaskWhoseEndWasNotToldWhole() throws Exception {
        var watch = watch("");
        beforeSynced(watch);
        var before = watch.token();
        var done = done("a");
        assertThat(next(watch)).isInstanceOf(Happened.class);
        assertThat(watch.token()).isEqualTo(before);
        assertThat(ends(beforeSynced(watch(watch.token())))).containsExactly(done);
    }

    @Test
    void aWatcherThatSleepsMissesNoChangeOfState() throws Exception {
        engine.work.script = (chore, context) -> {
            for (int i = 0; i < 50; i++) {
                context.waitingFor(Integer.toString(i));
            }
            return Outcome.of(() -> new Chore.Done(chore.name()));
        };
        var watch = watch("");
        beforeSynced(watch);
        for (int i = 0; i < 300; i++) {
            engine.tasks.apply(ALICE, Optional.empty(), Chore.named("at once"), () -> new Chore.Done(""));
        }
        var seen = engine.start(Chore.named("a"));
        var told = new ArrayList<TaskEvent>();
        while (told.isEmpty() || !told.getLast().taskUuid().equals(seen.uuid())) { // its snapshot
            told.add(((Happened) next(watch)).event());
        }
        engine.tasks.await(seen.uuid());
        told.addAll(untilEnd(watch, seen.uuid()));

        assertThat(ends(told)).hasSize(301);
        assertThat(changes(told, seen.uuid())).isEqualTo(changesAfter(seen.uuid(), told));
    }

    /** Of a task's history, what comes after its snapshot among these events. */
    private List<TaskEvent> changesAfter(String uuid, List<TaskEvent> told) throws InterruptedException {
        long snapshot = told.stream()
                .filter(event -> event.taskUuid().equals(uuid) && event.what() instanceof Snapshot)
                .mapToLong(TaskEvent::sequence)
                .findFirst()
                .orElseThrow();
        try (var history = engine.tasks.watch(ALICE, uuid, OptionalLong.of(0))) {
            return changes(EngineFixture.events(history), uuid).stream()
                    .filter(event -> event.sequence() > snapshot)
                    .toList();
        }
    }

    private static List<TaskEvent> changes(List<TaskEvent> events, String uuid) {
        return events.stream()
                .filter(event -> event.taskUuid().equals(uuid) && event.what() instanceof StateChange)
                .map(event -> new TaskEvent(uuid, event.sequence(), event.time(), 0, event.what()))
                .toList();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void tellsEachEndOnceToWhoeverComesAndGoes(long seed) throws Exception {
        var random = new Random(seed);
        engine.work.script = (chore, context) -> {
            var own = new Random(seed * 31 + chore.name().hashCode());
            try (var step = context.step("copy", OptionalLong.of(30))) {
                for (int i = 0; i < 30; i++) {
                    LockSupport.parkNanos(own.nextInt(400_000));
                    step.done(1);
                }
                step.end();
            }
            return Outcome.of(() -> new Chore.Done(chore.name()));
        };
        var started = new ArrayList<String>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = watch("");
            beforeSynced(first);
            var starting = threads.submit(() -> {
                for (int i = 0; i < 40; i++) {
                    started.add(engine.start(Chore.named("chore " + i)).uuid());
                    LockSupport.parkNanos(500_000);
                }
                return true;
            });
            var watchers = new ArrayList<java.util.concurrent.Future<List<String>>>();
            for (int i = 0; i < 6; i++) {
                long own = random.nextLong();
                watchers.add(threads.submit(() -> restless(new Random(own), first.token(), 40)));
            }
            starting.get();
            for (var watcher : watchers) {
                assertThat(watcher.get()).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(started);
            }
        }
    }

    /** Watches until so many tasks have ended, over several watches, and slowly at times; gives the tasks in the order of their ends. */
    private List<String> restless(Random random, String from, int count) throws InterruptedException {
        var ended = new ArrayList<String>();
        var token = from;
        while (ended.size() < count) {
            var watch = watch(token);
            var last = new HashMap<String, Long>();
            int patience = 1 + random.nextInt(60);
            for (int i = 0; i < patience && ended.size() < count; i++) {
                if (random.nextInt(5) == 0) {
                    LockSupport.parkNanos(random.nextInt(3_000_000));
                }
                if (next(watch) instanceof Happened(var event)) {
                    check(event, last);
                    if (event.terminal()) {
                        ended.add(event.taskUuid());
                    }
                }
                token = watch.token();
            }
        }
        return ended;
    }

    private static void check(TaskEvent event, Map<String, Long> last) {
        var before = last.put(event.taskUuid(), event.sequence());
        if (before == null) {
            assertThat(event.what()).isInstanceOf(Snapshot.class);
        } else {
            assertThat(event.sequence()).isGreaterThan(before);
        }
    }

    @Test
    void showsEachAccountItsOwnTasks() throws Exception {
        var live = engine.start(Chore.named("long"));
        var bobs = engine.tasks.watchAll(BOB, List.of(), "");
        var admins = engine.tasks.watchAll(Caller.SERVER, List.of(), "");
        assertThat(beforeSynced(bobs)).isEmpty();
        assertThat(beforeSynced(admins)).hasSize(1);
        var token = bobs.token();
        var alices = done("alice's");
        var own = engine.tasks.start(BOB, Optional.empty(), Chore.named("bob's"));
        engine.tasks.await(own.uuid());

        assertThat(untilEnd(bobs, own.uuid())).extracting(TaskEvent::taskUuid).containsOnly(own.uuid());
        assertThat(ends(untilEnd(admins, own.uuid()))).containsExactly(alices, own.uuid());
        var again = engine.tasks.watchAll(BOB, List.of(), token);
        assertThat(ends(beforeSynced(again))).containsExactly(own.uuid());
        gate.countDown();
        assertThat(ends(untilEnd(admins, live.uuid()))).containsExactly(live.uuid());
        assertThat(bobs.next(Duration.ZERO)).isEmpty();
        assertThat(bobs.token()).as("others' ends lie behind it all the same").isEqualTo(admins.token());
    }

    @Test
    void tellsOfTheTasksAloneThatAreAskedFor() throws Exception {
        var image = "0123456789abcdef0123456789abcdef";
        var asked = List.of(new Condition("resource_uuid", Operator.EQ, List.of(image)));
        var watch = engine.tasks.watchAll(ALICE, asked, "");
        beforeSynced(watch);
        var token = watch.token();
        done("another");
        engine.start(Chore.named("long"));
        var one = engine.tasks.await(engine.start(Chore.holding("one", new Hold(Hold.Kind.IMAGE, image)))
                .uuid());

        assertThat(untilEnd(watch, one.uuid())).extracting(TaskEvent::taskUuid).containsOnly(one.uuid());
        assertThat(ends(beforeSynced(engine.tasks.watchAll(ALICE, asked, token))))
                .containsExactly(one.uuid());
    }

    @Test
    void refusesConditionsOnWhatChanges() {
        for (var field : List.of("state", "end_time", "no_such")) {
            var asked = List.of(new Condition(field, Operator.NOT_NULL, List.of()));
            assertThatThrownBy(() -> engine.tasks.watchAll(ALICE, asked, ""))
                    .isInstanceOfSatisfying(
                            FailureException.class,
                            refused -> assertThat(refused.reason()).isEqualTo(Reason.UNKNOWN_FIELD))
                    .hasMessageContaining(field)
                    .hasMessageContaining("resource_uuid");
        }
    }

    @Test
    void refusesATokenThatIsNone() {
        for (var token : List.of("x", "no token at all", "AAAA")) {
            assertThatThrownBy(() -> watch(token))
                    .isInstanceOfSatisfying(
                            FailureException.class,
                            refused -> assertThat(refused.reason()).isEqualTo(Reason.INVALID_ARGUMENT))
                    .hasMessageContaining("resume_token");
        }
    }

    @Test
    void startsOverWhereEndsAreForgotten() throws Exception {
        var watch = watch("");
        beforeSynced(watch);
        var tooOld = watch.token();
        var first = engine.tasks.await(done("first"));
        var kept = watch("").token();
        var second = done("second");
        assertThat(engine.catalog.tasks().purge(first.endTime().plusNanos(1000), 10))
                .isEqualTo(1);

        assertThat(startedOver(tooOld)).containsExactly(second);
        assertThat(ends(beforeSynced(watch(kept)))).containsExactly(second);
        assertThat(engine.catalog.tasks().purge(Instant.now().plusSeconds(3600), 10))
                .isEqualTo(1);
        assertThat(beforeSynced(watch(watch("").token()))).isEmpty();
    }

    @Test
    void startsOverWithATokenOfAnotherCatalog() throws Exception {
        done("elsewhere");
        done("elsewhere too");
        var ahead = watch("").token();
        try (var other = new EngineFixture(Files.createDirectory(folder.resolve("other")))) {
            other.work.script = engine.work.script;
            var own = other.tasks.await(other.start(Chore.named("a")).uuid());
            var engines = engine;
            engine = other;
            assertThat(startedOver(ahead)).containsExactly(own.uuid());
            done("b");
            assertThat(startedOver(ahead))
                    .as("another end has its number by now")
                    .hasSize(2);
            engine = engines;
        }
    }

    /** The ends that a watch with a token begins with that leads nowhere. */
    private List<String> startedOver(String token) throws InterruptedException {
        var events = new ArrayList<TaskEvent>();
        var watch = watch(token);
        while (true) {
            switch (next(watch)) {
                case Happened(var event) -> events.add(event);
                case Synced synced -> {
                    assertThat(synced.startOver()).isTrue();
                    return ends(events);
                }
            }
        }
    }

    @Test
    void letsGoWhenTheServerStops() throws Exception {
        var watch = watch("");
        beforeSynced(watch);
        engine.tasks.close();
        assertThatThrownBy(() -> watch.next(PATIENCE))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        stopped -> assertThat(stopped.reason()).isEqualTo(Reason.UNAVAILABLE));
    }
}
