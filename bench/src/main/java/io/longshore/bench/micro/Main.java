package io.longshore.bench.micro;

import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./longshore bench micro}: measures single steps and prints a table. How it goes is told on stderr. */
@Command(
        name = "bench micro",
        description = "Measure single steps of the hot paths: blocks, index, nodes, packs, trees, messages.",
        mixinStandardHelpOptions = true)
final class Main implements Callable<Integer> {
    private static final int ROUNDS = 5;
    private static final TimeValue ROUND = TimeValue.milliseconds(300);

    @Parameters(
            paramLabel = "REGEX",
            arity = "0..1",
            defaultValue = ".*",
            description = "Which ones, such as 'Index' or 'Blocks.hash'. Default: all.")
    private String which = ".*";

    @Option(names = "--quick", description = "One short round each: whether everything works, not how fast.")
    private boolean quick;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        var options = new OptionsBuilder()
                .include(which)
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.MICROSECONDS)
                .forks(1)
                .warmupIterations(quick ? 1 : ROUNDS)
                .warmupTime(quick ? TimeValue.milliseconds(50) : ROUND)
                .measurementIterations(quick ? 1 : ROUNDS)
                .measurementTime(quick ? TimeValue.milliseconds(50) : ROUND)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .build();
        var progress = OutputFormatFactory.createFormatInstance(System.err, VerboseMode.NORMAL);
        System.out.print(table(new Runner(options, progress).run()));
        return 0;
    }

    private static String table(Collection<RunResult> results) {
        var table = new StringBuilder("| step | µs | ± | bytes of heap |\n|---|--:|--:|--:|\n");
        results.forEach(result -> table.append(row(result)));
        return table.toString();
    }

    private static String row(RunResult result) {
        var time = result.getPrimaryResult();
        var heap = result.getSecondaryResults().get("gc.alloc.rate.norm");
        var benchmark = result.getParams().getBenchmark();
        return String.format(
                Locale.ROOT,
                "| %s | %.3f | %s | %.0f |%n",
                benchmark.substring(Main.class.getPackageName().length() + 1),
                time.getScore(),
                error(time.getScoreError()),
                heap == null ? 0 : heap.getScore());
    }

    /** One round alone has none. */
    private static String error(double error) {
        return Double.isNaN(error) ? "" : String.format(Locale.ROOT, "%.3f", error);
    }
}
