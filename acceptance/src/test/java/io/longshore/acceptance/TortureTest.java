package io.longshore.acceptance;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./longshore torture} runs this with as many rounds as it is told. */
final class TortureTest {
    private static final int ROUNDS = Integer.getInteger("longshore.torture.rounds", 20);
    private static final long SEED = Long.getLong("longshore.torture.seed", 1);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void aServerKilledAtAnyMomentGoesOnWhereItWas() throws Exception {
        Torture.rounds(folder, ROUNDS, SEED);
    }
}
