package io.longshore.server.crash;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.server.crash.disk.DiskCall;
import io.longshore.server.crash.disk.DiskCall.Commit;
import io.longshore.server.crash.disk.DiskCall.Create;
import io.longshore.server.crash.disk.DiskCall.FlushFile;
import io.longshore.server.crash.disk.DiskCall.FlushFolder;
import io.longshore.server.crash.disk.DiskCall.Remove;
import io.longshore.server.crash.disk.DiskCall.Rename;
import io.longshore.server.crash.disk.DiskCall.Write;
import io.longshore.server.crash.disk.PowerCut;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link CrashStatesTest} is worth: recordings of a server that does things in the wrong order, or forgets to flush, do not pass. */
class BrokenOrderTest {
    /** So many states are enough to find each of them; all of them are tried until one fails. */
    private static final CrashStates STATES = new CrashStates(8, 400, 1);

    @TempDir
    Path folder;

    /** A mistake, and an operation that it hurts. */
    record Mistake(String name, String operation, Change change) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** What a mistaken server would have done instead. */
    interface Change {
        List<DiskCall> of(List<DiskCall> calls);
    }

    static Stream<Mistake> mistakes() {
        return Stream.of(
                new Mistake("packs are not flushed", "add", without(FlushFile.class, "/packs/")),
                new Mistake("manifests are not flushed", "template", without(FlushFile.class, "/manifests/")),
                new Mistake("folders of packs are not flushed", "sync", without(FlushFolder.class, "/packs/")),
                new Mistake(
                        "folders of manifests are not flushed", "migrate", without(FlushFolder.class, "/manifests/")),
                new Mistake("the manifest comes before the packs", "migrate", first("/manifests/")),
                new Mistake("the row comes before the manifest", "migrate", BrokenOrderTest::commitsFirst),
                new Mistake(
                        "packs go before what is live in them was written", "reclaim", BrokenOrderTest::removesFirst));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void aMistakeInTheOrderIsFound(Mistake mistake) throws Exception {
        var good = Recording.of(Scenarios.all().get(mistake.operation()), folder);
        var bad = good.with(
                new PowerCut(good.cut().before(), mistake.change().of(good.cut().calls())));
        assertThatThrownBy(() -> STATES.check(bad, folder)).isInstanceOf(AssertionError.class);
    }

    private static Change without(Class<? extends DiskCall> kind, String where) {
        return calls -> {
            var concerns = concerns(calls, where);
            return calls.stream()
                    .filter(call -> !(kind.isInstance(call) && concerns.test(call)))
                    .toList();
        };
    }

    private static Change first(String where) {
        return calls -> ordered(calls, concerns(calls, where));
    }

    private static List<DiskCall> commitsFirst(List<DiskCall> calls) {
        return ordered(calls, Commit.class::isInstance);
    }

    private static List<DiskCall> removesFirst(List<DiskCall> calls) {
        return ordered(calls, call -> call instanceof Remove(var path) && path.contains("/packs/"));
    }

    /** Those that come first in front of the others, both in their order; folders are there from the beginning. */
    private static List<DiskCall> ordered(List<DiskCall> calls, Predicate<DiskCall> comesFirst) {
        var ordered = new ArrayList<DiskCall>();
        Stream.<Predicate<DiskCall>>of(
                        DiskCall.MakeFolder.class::isInstance,
                        call -> !(call instanceof DiskCall.MakeFolder) && comesFirst.test(call),
                        call -> !(call instanceof DiskCall.MakeFolder) && !comesFirst.test(call))
                .forEach(part -> calls.stream().filter(part).forEach(ordered::add));
        return ordered;
    }

    /** Whether a call is about a file or folder below a folder of this name. */
    private static Predicate<DiskCall> concerns(List<DiskCall> calls, String where) {
        Map<Integer, String> paths = new HashMap<>();
        calls.forEach(call -> {
            if (call instanceof Create create) {
                paths.put(create.file(), create.path());
            }
        });
        return call -> switch (call) {
            case FlushFile flush -> paths.getOrDefault(flush.file(), "").contains(where);
            case Write write -> paths.getOrDefault(write.file(), "").contains(where);
            case FlushFolder flush -> (flush.path() + "/").contains(where);
            case Create create -> create.path().contains(where);
            case Rename rename -> rename.to().contains(where);
            default -> false;
        };
    }
}
