package io.longshore.bench.work;

import io.longshore.bench.Bench;
import io.longshore.bench.peer.Restic;
import io.longshore.bench.run.Bar;
import io.longshore.bench.run.Contender;
import io.longshore.bench.run.Work;
import io.longshore.v1.VmBackup;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A version of a disk goes where the version before it lies already. */
public final class ChangedSync implements Work {
    @Override
    public String name() {
        return "changed-sync";
    }

    @Override
    public String says() {
        return "A second version, with 4 KiB written into each of 1 % of the disk's MiB blocks, goes to the storage that has the first; each round has a further "
                + "version. Both were put into the source before the clock starts.";
    }

    @Override
    public List<Contender> contenders(Bench bench) throws Exception {
        var disk = bench.disks().copy("changing.raw");
        var source = bench.storage("source");
        var destination = bench.storage("destination");
        var group = new Held<VmBackup>();
        group.hold(source.backup(source.upload(disk)));
        source.sync(group.held(), destination);
        var restic =
                Restic.at(bench.shell(), bench.folder(), bench.path("restic").toString());
        restic.init();
        restic.backup(disk);
        var copy =
                Restic.at(bench.shell(), bench.folder(), bench.path("restic-2").toString());
        copy.initLike(restic);
        copy.copyFrom(restic);
        var seed = new AtomicInteger(100);
        var touched = new AtomicInteger();
        var longshore = new Contender(
                "Longshore sync",
                () -> {
                    touched.set(bench.disks().change(disk, seed.incrementAndGet()));
                    group.hold(source.backup(source.upload(disk)));
                },
                () -> Names.sent(source.sync(group.held(), destination)) + "; " + touched.get() + " blocks changed",
                Contender.Step.NONE);
        var other = new Contender(
                "restic copy",
                () -> restic.backup(disk),
                () -> {
                    copy.copyFrom(restic);
                    return "";
                },
                Contender.Step.NONE);
        return List.of(longshore, other);
    }

    @Override
    public List<Bar> bars() {
        return List.of(new Bar.Ratio("restic copy", 1 / 3.0));
    }
}
