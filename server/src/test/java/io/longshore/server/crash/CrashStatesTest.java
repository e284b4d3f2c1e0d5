package io.longshore.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Cuts every operation off after every call that it makes to a disk and to the catalog, with what was not flushed lost in every way that the seeds think of. A build tries a
 * share of the states; {@code -Dlongshore.crash.states=1000000} tries them all.
 */
class CrashStatesTest {
    private static final int RECOVERIES = Integer.getInteger("longshore.crash.recoveries", 2);

    @TempDir
    Path folder;

    static Set<String> operations() {
        return Scenarios.all().keySet();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void everyOperationIsFinishedOrUndoneAfterAnyPowerCut(String operation) throws Exception {
        var recording = Recording.of(Scenarios.all().get(operation), folder);
        long began = System.nanoTime();
        var tried = CrashStates.asAsked(20).check(recording, folder);
        System.out.println(operation + ": " + tried + ", " + (System.nanoTime() - began) / 1_000_000 + " ms");
        assertThat(tried.states()).isGreaterThan(3);
    }

    /** After the operation was cut off, the power goes once more while tasks go on and the reconciler runs. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"add", "sync", "expunge", "reclaim"})
    void aPowerCutDuringRecoveryIsMadeGoodToo(String operation) throws Exception {
        var recording = Recording.of(Scenarios.all().get(operation), folder);
        long began = System.nanoTime();
        var tried = CrashStates.asAsked(3).checkRecovery(recording, folder, RECOVERIES);
        System.out.println(operation + ", recovery: " + tried + ", " + (System.nanoTime() - began) / 1_000_000 + " ms");
        assertThat(tried.states()).isPositive();
    }
}
