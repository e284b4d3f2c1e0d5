package io.longshore.bench;

import io.longshore.bench.peer.Cluster;
import io.longshore.bench.peer.Server;
import io.longshore.bench.peer.Shell;
import io.longshore.bench.report.Report;
import io.longshore.bench.run.Outcome;
import io.longshore.bench.run.Rounds;
import io.longshore.bench.run.Work;
import io.longshore.bench.work.BetweenClusters;
import io.longshore.bench.work.ChangedSync;
import io.longshore.bench.work.FirstSync;
import io.longshore.bench.work.Ingest;
import io.longshore.bench.work.Restore;
import io.longshore.bench.work.ToBucket;
import io.longshore.bench.work.UnchangedSync;
import io.longshore.bench.work.Verify;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./longshore bench}: measures works, or all of them, and writes a report. */
@Command(
        name = "bench",
        description = "Measure Longshore beside restic, borg, rclone and qemu-img.",
        mixinStandardHelpOptions = true)
final class Main implements Callable<Integer> {
    private static final List<Work> WORKS = List.of(
            new Ingest(),
            new FirstSync(),
            new ChangedSync(),
            new UnchangedSync(),
            new Restore(),
            new Verify(),
            new ToBucket());

    /** They need what this program can't start. */
    private static final List<Work> ASKED_FOR = List.of(new BetweenClusters());

    @Parameters(
            paramLabel = "WORK",
            arity = "0..*",
            description = "What to measure. Default: everything but ceph-to-ceph.")
    private List<String> names = List.of();

    @Option(names = "--quick", description = "A small disk and one round: whether everything works, not how fast.")
    private boolean quick;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "How often each one's turn comes. Default: ${DEFAULT-VALUE}.")
    private int rounds = 3;

    @Option(
            names = "--folder",
            required = true,
            paramLabel = "DIR",
            description = "Where to work; the disks stay there.")
    private Path folder = Path.of("");

    @Option(
            names = "--report",
            required = true,
            paramLabel = "DIR",
            description = "Where Markdown, JSON and chart go, a set for each work.")
    private Path report = Path.of("");

    @Option(
            names = "--ceph",
            paramLabel = "CONFIGURATION=POOL",
            description =
                    "A Ceph cluster's configuration file, and a pool in which images are made and removed; twice, for ceph-to-ceph.")
    private Map<Path, String> clusters = new LinkedHashMap<>();

    @Option(
            names = "--server-flag",
            paramLabel = "FLAG",
            description = "A further flag for the server's JVM, such as one that records a profile.")
    private List<String> serverFlags = List.of();

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        var chosen = names.isEmpty() ? WORKS : names.stream().map(Main::named).toList();
        Files.createDirectories(folder);
        var shell = new Shell(folder.toAbsolutePath());
        var disks = new Disks(folder.toAbsolutePath(), shell, quick ? Disks.Size.QUICK : Disks.Size.FULL);
        disks.disk(); // before anything is timed
        var about = Machine.describe(shell, folder);
        var written = new Report(report, about, disks.size().toString(), quick);
        for (var work : chosen) {
            System.err.println(work.name());
            written.add(measure(work, disks, shell));
            written.write(); // a run that is cut short leaves what it had
        }
        System.out.print(written.write());
        return 0;
    }

    private static Work named(String name) {
        return all().filter(work -> work.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CommandLine.ParameterException(
                        new CommandLine(new Main()),
                        "work: " + name + " (expected: one of "
                                + all().map(Work::name).toList() + ")"));
    }

    private static Stream<Work> all() {
        return Stream.concat(WORKS.stream(), ASKED_FOR.stream());
    }

    private List<Cluster> clusters(Shell shell) {
        return clusters.entrySet().stream()
                .map(cluster -> new Cluster(shell, cluster.getKey().toAbsolutePath(), cluster.getValue()))
                .toList();
    }

    private Outcome measure(Work work, Disks disks, Shell shell) throws Exception {
        var ground = folder.toAbsolutePath().resolve("work");
        Shell.delete(ground);
        Files.createDirectories(ground);
        try (var server = Server.start(ground.resolve("server"), serverFlags);
                var bench = new Bench(ground, disks, shell, server, clusters(shell), new ArrayList<>())) {
            var contenders = work.contenders(bench);
            server.forgetPeak();
            var measured = new Rounds(shell, quick ? 1 : rounds, quick ? 0 : 1).measure(contenders);
            return new Outcome(work, measured, work.bars(), server.peakResidentBytes());
        } finally {
            Shell.delete(ground);
        }
    }
}
