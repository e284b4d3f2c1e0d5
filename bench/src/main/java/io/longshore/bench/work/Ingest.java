package io.longshore.bench.work;

import io.longshore.bench.Bench;
import io.longshore.bench.peer.Borg;
import io.longshore.bench.peer.Restic;
import io.longshore.bench.peer.Shell;
import io.longshore.bench.run.Bar;
import io.longshore.bench.run.Contender;
import io.longshore.bench.run.Work;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A disk that nobody knows yet goes into an empty storage. */
public final class Ingest implements Work {
    @Override
    public String name() {
        return "ingest";
    }

    @Override
    public String says() {
        return "The disk goes from a file into an empty storage and is durable there. Longshore's client sends it over gRPC; the peers read it themselves. "
                + "Nobody reads back, but for the row that says so.";
    }

    @Override
    public List<Contender> contenders(Bench bench) throws Exception {
        var disk = bench.disks().disk();
        return List.of(
                longshore(bench, disk, "Longshore upload", false),
                borg(bench, disk),
                restic(bench, disk),
                longshore(bench, disk, "Longshore image add (reads back)", true));
    }

    private static Contender longshore(Bench bench, Path disk, String name, boolean image) {
        var count = new AtomicInteger();
        var storage = new Held<io.longshore.bench.peer.Storage>();
        var place = (image ? "image-" : "upload-");
        return new Contender(
                name,
                () -> storage.hold(bench.storage(place + count.incrementAndGet())),
                () -> {
                    var sent = storage.held().upload(disk);
                    if (image) {
                        storage.held().image(sent);
                    }
                    return "";
                },
                () -> Shell.delete(bench.path(place + count.get())));
    }

    private static Contender borg(Bench bench, Path disk) {
        var borg = Borg.at(bench.shell(), bench.folder(), bench.path("borg"));
        return new Contender(
                "borg create",
                borg::init,
                () -> {
                    borg.create("one", disk);
                    return "";
                },
                () -> Shell.delete(bench.path("borg")));
    }

    private static Contender restic(Bench bench, Path disk) {
        var restic =
                Restic.at(bench.shell(), bench.folder(), bench.path("restic").toString());
        return new Contender(
                "restic backup",
                restic::init,
                () -> {
                    restic.backup(disk);
                    return "";
                },
                () -> Shell.delete(bench.path("restic")));
    }

    @Override
    public List<Bar> bars() {
        return List.of(new Bar.Ratio("borg create", 1 / 1.4), new Bar.Ratio("restic backup", 1 / 3.0));
    }
}
