package io.longshore.bench.work;

import io.longshore.bench.Bench;
import io.longshore.bench.peer.Restic;
import io.longshore.bench.peer.Storage;
import io.longshore.bench.run.Bar;
import io.longshore.bench.run.Contender;
import io.longshore.bench.run.Work;
import io.longshore.v1.VmBackup;
import java.nio.file.Path;
import java.util.List;

/** A disk goes where it lies already. */
public final class UnchangedSync implements Work {
    @Override
    public String name() {
        return "no-change-sync";
    }

    @Override
    public String says() {
        return "A further backup of the same bytes goes to the storage that has them. The last row is a disk of 1 TiB, nearly all holes.";
    }

    @Override
    public List<Contender> contenders(Bench bench) throws Exception {
        var disk = bench.disks().disk();
        var source = bench.storage("source");
        var destination = bench.storage("destination");
        var restic =
                Restic.at(bench.shell(), bench.folder(), bench.path("restic").toString());
        restic.init();
        restic.backup(disk);
        var copy =
                Restic.at(bench.shell(), bench.folder(), bench.path("restic-2").toString());
        copy.initLike(restic);
        copy.copyFrom(restic);
        return List.of(
                longshore("Longshore sync", source, destination, disk),
                Contender.of("restic copy", () -> {
                    copy.copyFrom(restic);
                    return "";
                }),
                longshore(
                        "Longshore sync, 1 TiB",
                        source,
                        destination,
                        bench.disks().sparse()));
    }

    /** Each round has a backup of its own, so that all of a sync is done but for the bytes. */
    private static Contender longshore(String name, Storage source, Storage destination, Path disk) throws Exception {
        source.sync(source.backup(source.upload(disk)), destination);
        var group = new Held<VmBackup>();
        return new Contender(
                name,
                () -> group.hold(source.backup(source.upload(disk))),
                () -> Names.sent(source.sync(group.held(), destination)),
                Contender.Step.NONE);
    }

    @Override
    public List<Bar> bars() {
        return List.of(new Bar.Seconds(0.1));
    }
}
