package io.longshore.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.app.PortlessServer;
import io.longshore.server.app.TaskTypes;
import io.longshore.server.catalog.Catalog;
import io.longshore.server.crash.disk.DiskCall;
import io.longshore.server.crash.disk.PowerCut.Left;
import io.longshore.server.crash.disk.SimulatedDisk;
import io.longshore.server.task.Operation;
import io.longshore.server.task.Task;
import io.longshore.server.task.TaskRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Cuts the task of every operation off at its durable states, and has it end from there in each {@link Ending}. Afterwards nothing is left that only a running
 * task may leave so, users see what was there before or what was asked for, and the operation can be asked for again.
 */
class NothingStuckTest {
    /** So many durable states of each operation, from its first to its last. */
    private static final int MOST_STATES = Integer.getInteger("longshore.stuck.states", 3);

    /** The seed of {@link io.longshore.server.crash.disk.PowerCut.Loss#NOTHING}. */
    private static final int NOTHING_LOST = 0;

    @TempDir
    Path folder;

    private final AtomicInteger number = new AtomicInteger();

    static List<Class<? extends Operation>> operations() {
        return List.copyOf(EveryOperation.scenarios().keySet());
    }

    @Test
    void everyOperationIsTried() {
        assertThat(Set.<Class<?>>copyOf(operations())).isEqualTo(EveryOperation.kinds());
    }

    @ParameterizedTest
    @MethodSource("operations")
    void noOperationLeavesAnythingStuckHoweverItsTaskEnds(Class<? extends Operation> operation) throws Exception {
        var recording =
                Recording.of(Objects.requireNonNull(EveryOperation.scenarios().get(operation)), folder);
        long began = System.nanoTime();
        var states = states(recording);
        try (var threads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            var ends = new LinkedHashMap<Ending, List<Future<String>>>();
            for (int made : states) {
                for (var ending : Ending.values()) {
                    ends.computeIfAbsent(ending, _ -> new ArrayList<>())
                            .add(threads.submit(() -> checked(recording, made, ending)));
                }
            }
            try {
                for (var ending : ends.values()) {
                    for (var end : ending) {
                        end.get();
                    }
                }
            } catch (ExecutionException e) {
                threads.shutdownNow();
                throw new AssertionError(e.getCause());
            }
            System.out.println(operation.getSimpleName() + ", cut off at " + states + ", ended as " + told(ends) + ", "
                    + (System.nanoTime() - began) / 1_000_000 + " ms");
        }
    }

    private static String told(Map<Ending, List<Future<String>>> ends) {
        return ends.entrySet().stream()
                .map(entry -> entry.getKey() + " "
                        + entry.getValue().stream().map(Future::resultNow).toList())
                .collect(Collectors.joining(", "));
    }

    /** Numbers of calls after which a task is under way, and the next thing is a transaction: all before it is done, and nobody knows yet. */
    private List<Integer> states(Recording recording) throws Exception {
        var calls = recording.cut().calls();
        var all = new ArrayList<Integer>();
        for (int made = 1; made < calls.size(); made++) {
            if (calls.get(made) instanceof DiskCall.Commit && underWay(recording, made)) {
                all.add(made);
            }
        }
        int chosen = Math.min(MOST_STATES, all.size());
        return IntStream.range(0, chosen)
                .mapToObj(i -> all.get(chosen == 1 ? 0 : i * (all.size() - 1) / (chosen - 1)))
                .toList();
    }

    private boolean underWay(Recording recording, int made) throws IOException, SQLException {
        var data = restored(recording, made);
        try (var catalog = DriverManager.getConnection("jdbc:sqlite:" + data.resolve(Recording.CATALOG));
                var tasks = catalog.prepareStatement("SELECT uuid FROM task WHERE end_time IS NULL")
                        .executeQuery()) {
            return tasks.next();
        }
    }

    /** The data folder as it was then. */
    private Path restored(Recording recording, int made) throws IOException {
        var data = folder.resolve("state" + number.incrementAndGet());
        recording.restore(left(recording, made).commits(), data);
        return data;
    }

    private static Left left(Recording recording, int made) {
        return recording.cut().after(made, NOTHING_LOST);
    }

    /** Has the task's row as the ending wants it; tells what it was. */
    private static Task edit(Path data, Ending ending) throws IOException {
        try (var catalog = Catalog.open(data, TaskTypes.all())) {
            var found = catalog.tasks().unfinished().getFirst();
            catalog.tasks().update(new TaskRecord(ending.edit(found.task()), found.sequence(), found.prunedSequence()));
            return found.task();
        }
    }

    private String checked(Recording recording, int made, Ending ending) {
        try {
            return check(recording, made, ending);
        } catch (AssertionError | Exception e) {
            throw new AssertionError(ending + " after " + made + " calls", e);
        }
    }

    /** Tells what the task ended as. */
    private String check(Recording recording, int made, Ending ending) throws Exception {
        var data = restored(recording, made);
        var task = edit(data, ending);
        var disk = left(recording, made).disk();
        if (ending.losesProcess()) {
            try (var server = new PortlessServer(data, disk.fileSystem())) {
                ending.go(server, disk, task);
            }
        }
        try (var server = new PortlessServer(data, disk.fileSystem())) {
            if (!ending.losesProcess()) {
                ending.go(server, disk, task);
            }
            Ending.await(() -> idle(server));
            check(recording, server, disk);
            var ended = server.tasks().find(Client.CALLER, task.uuid());
            return ended.state().getClass().getSimpleName();
        }
    }

    /** Whether no task is left, and each storage is open again that a fault had closed. */
    private static boolean idle(PortlessServer server) {
        server.tasks().wake();
        return server.catalog().tasks().unfinished().isEmpty()
                && server.catalog().backupStorages().all().stream()
                        .allMatch(storage ->
                                server.registry().find(storage.uuid()).isPresent());
    }

    private static void check(Recording recording, PortlessServer server, SimulatedDisk disk) throws Exception {
        var client = new Client(server);
        client.settle();
        assertThat(TransientStates.of(server)).isEmpty();
        assertThat(client.sees()).isIn(List.of(recording.before(), recording.after()));
        client.checkContents();
        if (!client.sees().equals(recording.after())) {
            var again = new Client(server, "again");
            recording.scenario().act(again);
            again.settle();
            assertThat(again.sees()).isEqualTo(recording.after());
            assertThat(TransientStates.of(server)).isEmpty();
            again.checkContents();
        }
        client.checkStorages(disk);
    }
}
