package io.longshore.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Cuts every operation off after every call that it makes to a disk and to the catalog, with what was not flushed lost in every way that the seeds think of. A build tries
 * the worst way after each call and a share of the others; {@code -Dlongshore.crash.states=1000000} tries them all, and {@code -Dlongshore.crash.recoveries} says how many of them are recovered from with the power
 * cut meanwhile, in {@code -Dlongshore.crash.recovery.states} places each.
 */
class CrashStatesTest {
    private static final int STATES = Integer.getInteger("longshore.crash.states", 20);
    private static final int RECOVERIES = Integer.getInteger("longshore.crash.recoveries", 2);
    private static final int RECOVERY_STATES = Integer.getInteger("longshore.crash.recovery.states", 3);

    /** Each operation is run once. */
    private static final Map<String, Recording> recordings = new HashMap<>();

    @TempDir
    private static Path folder;

    static Set<String> operations() {
        return Scenarios.all().keySet();
    }

    private static Recording recorded(String operation) throws Exception {
        var known = recordings.get(operation);
        if (known == null) {
            known = Recording.of(Scenarios.all().get(operation), folder.resolve(operation));
            recordings.put(operation, known);
        }
        return known;
    }

    private static Path room(String name) throws Exception {
        return Files.createDirectories(folder.resolve(name));
    }

    @AfterAll
    static void forgetRecordings() {
        recordings.clear();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void everyOperationIsFinishedOrUndoneAfterAnyPowerCut(String operation) throws Exception {
        var recording = recorded(operation);
        long began = System.nanoTime();
        int calls = recording.cut().calls().size();
        var tried = CrashStates.most(calls + 1 + STATES).check(recording, room(operation + " cut off"));
        System.out.println(operation + ": " + tried + ", " + (System.nanoTime() - began) / 1_000_000 + " ms");
        assertThat(tried.states()).isGreaterThan(3).isGreaterThanOrEqualTo(Math.min(calls, tried.distinct()));
    }

    /** After the operation was cut off, the power goes once more while tasks go on and the reconciler runs. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void aPowerCutDuringRecoveryIsMadeGoodToo(String operation) throws Exception {
        var recording = recorded(operation);
        long began = System.nanoTime();
        var tried =
                CrashStates.most(RECOVERY_STATES).checkRecovery(recording, room(operation + " recovered"), RECOVERIES);
        System.out.println(operation + ", recovery: " + tried + ", " + (System.nanoTime() - began) / 1_000_000 + " ms");
        assertThat(tried.states()).isPositive();
    }
}
