package io.longshore.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every step that is measured can be. How fast is not asked here. */
class MicroTest {
    /** Whoever else measures on this machine is not in the way. */
    @BeforeAll
    static void letOthersMeasureToo() {
        System.setProperty("jmh.ignoreLock", "true");
    }

    @Test
    void everyStepRunsOnce() throws Exception {
        var options = new OptionsBuilder()
                .include(".*")
                .mode(Mode.SingleShotTime)
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
        var measured = new Runner(options)
                .run().stream()
                        .map(result -> result.getParams().getBenchmark())
                        .map(name ->
                                name.substring(MicroTest.class.getPackageName().length() + 1))
                        .map(name -> name.substring(0, name.indexOf('.')))
                        .collect(Collectors.toSet());
        assertThat(measured).isEqualTo(Set.of("Blocks", "Index", "Messages", "Nodes", "Packs", "Trees"));
    }
}
