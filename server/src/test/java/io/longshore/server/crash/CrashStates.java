package io.longshore.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.app.PortlessServer;
import io.longshore.server.crash.disk.DiskCall;
import io.longshore.server.crash.disk.PowerCut;
import io.longshore.server.crash.disk.PowerCut.Left;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Cuts a recorded operation off after every call, loses what was not flushed in many ways, and has a fresh server make good what is left.
 *
 * @param subsets how many ways of losing are tried after each call, those of {@link PowerCut.Loss} first
 * @param most how many states are tried at most; which of them, the seed says
 * @param seed of the choice
 */
record CrashStates(int subsets, int most, long seed) {
    private static final int HANGS_AFTER_SECONDS = 60;

    /** What {@code -Dlongshore.crash.subsets} and {@code .seed} say, or what suits every build. */
    static CrashStates most(int states) {
        return new CrashStates(
                Integer.getInteger("longshore.crash.subsets", 64), states, Long.getLong("longshore.crash.seed", 1));
    }

    /** A state to be tried. */
    record Cut(int made, int seed) {}

    /** What was tried. */
    record Tried(int calls, int states, int distinct) {
        @Override
        public String toString() {
            return states + " of " + distinct + " states after each of " + calls + " calls";
        }
    }

    /** Tries; fails with the first state that no server makes good. */
    Tried check(Recording recording, Path folder) throws Exception {
        var cuts = distinct(recording.cut());
        var chosen = cuts.subList(0, Math.min(most, cuts.size()));
        var number = new AtomicInteger();
        try (var threads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            var running = new ArrayList<Future<?>>();
            for (var cut : chosen) {
                Callable<Boolean> one = () -> {
                    check(recording, cut, folder.resolve("state" + number.incrementAndGet()));
                    return true;
                };
                running.add(threads.submit(one));
            }
            try {
                for (var one : running) {
                    one.get();
                }
            } catch (ExecutionException e) {
                throw new AssertionError(e.getCause());
            } finally {
                threads.shutdownNow();
            }
        }
        return new Tried(recording.cut().calls().size(), chosen.size(), cuts.size());
    }

    /** Has fresh servers make good a few states, and tries each of them as if it were an operation: the power goes again meanwhile. */
    Tried checkRecovery(Recording recording, Path folder, int recoveries) throws Exception {
        var cuts = distinct(recording.cut());
        int calls = 0;
        int states = 0;
        int all = 0;
        for (int i = 0; i < Math.min(recoveries, cuts.size()); i++) {
            var cut = cuts.get(i);
            var own = Files.createDirectories(folder.resolve("recovery" + i));
            var left = recording.cut().after(cut.made(), cut.seed());
            try {
                var tried = check(recording.recovery(left, own), own);
                calls += tried.calls();
                states += tried.states();
                all += tried.distinct();
            } catch (AssertionError e) {
                throw new AssertionError("recovering from " + words(recording, cut, left), e);
            }
        }
        return new Tried(calls, states, all);
    }

    /** Those that hold something that no other one does. The worst loss after each call comes first, then the plainest, then the others in the seed's order. */
    private List<Cut> distinct(PowerCut cut) {
        var seen = new HashSet<Long>();
        var cuts = new ArrayList<Cut>();
        int worst = 0;
        int plain = 0;
        for (int seed = 0; seed < subsets; seed++) {
            for (int made = 0; made <= cut.calls().size(); made++) {
                if (seen.add(cut.fingerprint(made, seed))) {
                    cuts.add(new Cut(made, seed));
                }
            }
            worst = seed < 1 ? cuts.size() : worst;
            plain = seed < 2 ? cuts.size() : plain;
        }
        java.util.Collections.shuffle(cuts.subList(0, worst), new Random(seed));
        java.util.Collections.shuffle(cuts.subList(worst, plain), new Random(seed));
        java.util.Collections.shuffle(cuts.subList(plain, cuts.size()), new Random(seed));
        return cuts;
    }

    private static void check(Recording recording, Cut cut, Path data) throws Exception {
        var left = recording.cut().after(cut.made(), cut.seed());
        recording.restore(left.commits(), data);
        var words = words(recording, cut, left);
        try (var alone = Executors.newSingleThreadExecutor()) {
            var done = alone.submit(() -> {
                check(recording, left, data);
                return true;
            });
            var _ = done.get(HANGS_AFTER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(words, e);
        }
        delete(data);
    }

    private static void check(Recording recording, Left left, Path data) throws Exception {
        Alone.check(left.disk().copy());
        try (var server = new PortlessServer(data, left.disk().fileSystem())) {
            var client = new Client(server);
            client.settle();
            assertThat(client.sees()).isIn(List.of(recording.before(), recording.after()));
            client.checkContents();
            recording.scenario().act(client); // the caller asks again
            client.settle();
            assertThat(client.sees()).isEqualTo(recording.after());
            client.checkContents();
            client.checkStorages(left.disk());
            Client.checkFinished(left.disk());
        }
    }

    private static String words(Recording recording, Cut cut, Left left) {
        var calls = recording.cut().calls();
        int from = Math.max(0, cut.made() - 12);
        var last = calls.subList(from, cut.made()).stream()
                .map(DiskCall::toString)
                .reduce("", (text, call) -> text + "\n  " + call);
        return "after " + cut.made() + " of " + calls.size() + " calls, loss " + cut.seed() + ", " + left.commits()
                + " transactions; the last calls:" + last + "\nleft: "
                + left.disk().sizes();
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
