package io.longshore.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.app.PortlessServer;
import io.longshore.server.crash.ScriptedFault.Kind;
import io.longshore.server.crash.disk.DiskFaults.Verb;
import io.longshore.server.crash.disk.SimulatedDisk;
import io.longshore.server.failure.FailureException;
import io.longshore.server.task.TaskState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A disk that is full, fails, writes less than it is given, is slow or hangs, at the first call of each kind that an operation makes
 * ({@code -Dlongshore.faults.positions} for more of them): each time the operation succeeds, is paused with the reason and goes on once the disk is mended, or fails with a reason and
 * is undone; and asked for again it succeeds.
 */
class ScriptedFaultsTest {
    private static final int POSITIONS = Integer.getInteger("longshore.faults.positions", 1);

    @TempDir
    Path folder;

    private final AtomicInteger number = new AtomicInteger();

    static Set<String> operations() {
        return Scenarios.all().keySet();
    }

    /** A row of the table. */
    private record Case(Kind kind, Verb verb, int passing) {}

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void everyFaultIsResumedPausedOrUndone(String operation) throws Exception {
        var recording = Recording.of(Scenarios.all().get(operation), folder);
        Map<String, Integer> ends = new TreeMap<>();
        try (var threads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            var checks = cases(calls(recording)).stream()
                    .map(one -> threads.submit(() -> checked(recording, one)))
                    .toList();
            try {
                for (var check : checks) {
                    ends.merge(check.get(), 1, Integer::sum);
                }
            } catch (ExecutionException e) {
                threads.shutdownNow();
                throw new AssertionError(operation, e.getCause());
            }
        }
        System.out.println(operation + ": "
                + ends.values().stream().mapToInt(Integer::intValue).sum() + " cases of faults: " + ends);
    }

    /** How often an operation does what, when nothing goes wrong. */
    private Map<Verb, Integer> calls(Recording recording) throws Exception {
        var left = recording.cut().after(0, 0);
        Map<Verb, Integer> counts = new EnumMap<>(Verb.class);
        try (var server = open(recording, left.disk())) {
            left.disk().faults((verb, path) -> {
                if (path.startsWith("/simulated/")) {
                    synchronized (counts) {
                        counts.merge(verb, 1, Integer::sum);
                    }
                }
            });
            recording.scenario().act(new Client(server));
        }
        return counts;
    }

    private PortlessServer open(Recording recording, SimulatedDisk disk) throws Exception {
        var data = folder.resolve("case" + number.incrementAndGet());
        recording.restore(0, data);
        return new PortlessServer(data, disk.fileSystem());
    }

    private static List<Case> cases(Map<Verb, Integer> calls) {
        var cases = new ArrayList<Case>();
        calls.forEach((verb, count) -> {
            var positions = new TreeSet<Integer>();
            for (int i = 0; i < POSITIONS; i++) {
                positions.add((count - 1) * i / Math.max(1, POSITIONS - 1));
            }
            for (var kind : Kind.values()) {
                positions.stream()
                        .filter(_ -> kind.concerns(verb))
                        .forEach(position -> cases.add(new Case(kind, verb, position)));
            }
        });
        return cases;
    }

    private String checked(Recording recording, Case one) {
        try {
            return check(recording, one);
        } catch (AssertionError | Exception e) {
            throw new AssertionError(one.toString(), e);
        }
    }

    private String check(Recording recording, Case one) throws Exception {
        var left = recording.cut().after(0, 0);
        var fault = new ScriptedFault(one.kind(), one.verb(), one.passing());
        try (var server = open(recording, left.disk());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var client = new Client(server);
            left.disk().faults(fault);
            Future<?> done = threads.submit(() -> {
                recording.scenario().act(client);
                return true;
            });
            boolean paused = awaitEndOrPause(server, fault, one.kind(), done);
            assertThat(client.sees()).isNotNull(); // who asks something else is answered
            fault.mend();
            var failure = end(server, done);
            client.settle();
            if (failure.isEmpty()) {
                assertThat(client.sees()).isEqualTo(recording.after());
            } else {
                assertThat(client.sees()).isIn(List.of(recording.before(), recording.after()));
            }
            client.checkContents();
            var again = new Client(server, "again");
            if (!client.sees().equals(recording.after())) {
                recording.scenario().act(again);
                again.settle();
            }
            assertThat(again.sees()).isEqualTo(recording.after());
            again.checkContents();
            again.checkStorages(left.disk());
            return !fault.met() ? "not met" : !failure.isEmpty() ? "undone" : paused ? "paused" : "resumed";
        } finally {
            fault.mend();
        }
    }

    /** Waits for the operation's end, for its task to say why it pauses, or for the call that hangs. */
    private static boolean awaitEndOrPause(PortlessServer server, ScriptedFault fault, Kind kind, Future<?> done) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> done.isDone() || paused(server) || (kind == Kind.HANGS && fault.met()));
        return !done.isDone() && paused(server);
    }

    private static boolean paused(PortlessServer server) {
        return server.catalog().tasks().unfinished().stream()
                .map(record -> record.task().state())
                .anyMatch(state -> state instanceof TaskState.Suspended(var reason) && !reason.isEmpty());
    }

    /** Has the operation go on now that the disk is as it should be; returns why it failed, or nothing. */
    private static String end(PortlessServer server, Future<?> done) throws Exception {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    server.tasks().wake();
                    return done.isDone();
                });
        try {
            done.get(1, TimeUnit.SECONDS);
            return "";
        } catch (ExecutionException e) {
            return switch (e.getCause()) {
                case FailureException refused -> refused.reason() + ": " + refused.getMessage();
                case Client.Failed failed -> failed.getMessage();
                default -> throw e;
            };
        }
    }
}
