package io.longshore.bench.work;

import io.longshore.bench.Bench;
import io.longshore.bench.peer.Restic;
import io.longshore.bench.peer.Shell;
import io.longshore.bench.peer.Storage;
import io.longshore.bench.run.Bar;
import io.longshore.bench.run.Contender;
import io.longshore.bench.run.Work;
import io.longshore.v1.VmBackup;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A disk goes from one storage to an empty one. */
public final class FirstSync implements Work {
    private static final String RCLONE = "rclone copy + check --download";
    private static final String COPY = "cp -r + sync + direct read";

    @Override
    public String name() {
        return "first-sync";
    }

    @Override
    public String says() {
        return "The disk goes from a storage in one folder to an empty storage in another; Longshore reads back what it wrote, past the page cache. restic copies "
                + "between its own repositories and verifies nothing; rclone and cp copy Longshore's own files.";
    }

    @Override
    public List<Contender> contenders(Bench bench) throws Exception {
        var source = bench.storage("source");
        var group = source.backup(source.upload(bench.disks().disk()));
        var restic =
                Restic.at(bench.shell(), bench.folder(), bench.path("restic").toString());
        restic.init();
        restic.backup(bench.disks().disk());
        return List.of(longshore(bench, source, group), restic(bench, restic), rclone(bench), copy(bench));
    }

    private static Contender longshore(Bench bench, Storage source, VmBackup group) {
        var count = new AtomicInteger();
        var destination = new Held<Storage>();
        return new Contender(
                "Longshore sync",
                () -> destination.hold(bench.storage("destination-" + count.incrementAndGet())),
                () -> Names.sent(source.sync(group, destination.held())),
                () -> Shell.delete(bench.path("destination-" + count.get())));
    }

    private static Contender restic(Bench bench, Restic source) {
        var destination =
                Restic.at(bench.shell(), bench.folder(), bench.path("restic-2").toString());
        return new Contender(
                "restic copy",
                () -> destination.initLike(source),
                () -> {
                    destination.copyFrom(source);
                    return "";
                },
                () -> Shell.delete(bench.path("restic-2")));
    }

    private static Contender rclone(Bench bench) {
        var from = bench.path("source");
        var to = bench.path("rclone");
        return new Contender(
                RCLONE,
                Contender.Step.NONE,
                () -> {
                    bench.shell().run("rclone", "copy", from.toString(), to.toString());
                    bench.shell().run("rclone", "check", "--download", from.toString(), to.toString());
                    return "";
                },
                () -> Shell.delete(to));
    }

    private static Contender copy(Bench bench) {
        var to = bench.path("copy");
        return new Contender(
                COPY,
                Contender.Step.NONE,
                () -> {
                    bench.shell().run("cp", "-r", bench.path("source").toString(), to.toString());
                    bench.shell().sync();
                    bench.shell()
                            .sh(
                                    "find '" + to
                                            + "' -type f -size +0 -exec dd if={} of=/dev/null bs=4M iflag=direct status=none \\;");
                    return "";
                },
                () -> Shell.delete(to));
    }

    @Override
    public List<Bar> bars() {
        return List.of(new Bar.Ratio("restic copy", 1 / 3.0), new Bar.Ratio(RCLONE, 1), new Bar.Ratio(COPY, 1.25));
    }
}
