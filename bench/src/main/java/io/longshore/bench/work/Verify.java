package io.longshore.bench.work;

import io.longshore.bench.Bench;
import io.longshore.bench.peer.Borg;
import io.longshore.bench.peer.Restic;
import io.longshore.bench.run.Bar;
import io.longshore.bench.run.Contender;
import io.longshore.bench.run.Work;
import java.util.List;

/** All that a storage has is read and compared with its digests. */
public final class Verify implements Work {
    @Override
    public String name() {
        return "verify";
    }

    @Override
    public String says() {
        return "All of a storage that holds the disk is read and compared with its digests; Longshore reads past the page cache, the peers from it.";
    }

    @Override
    public List<Contender> contenders(Bench bench) throws Exception {
        var disk = bench.disks().disk();
        var storage = bench.storage("storage");
        storage.backup(storage.upload(disk));
        var borg = Borg.at(bench.shell(), bench.folder(), bench.path("borg"));
        borg.init();
        borg.create("one", disk);
        var restic =
                Restic.at(bench.shell(), bench.folder(), bench.path("restic").toString());
        restic.init();
        restic.backup(disk);
        return List.of(
                Contender.of("Longshore storage verify", storage::verify),
                Contender.of("borg check --verify-data", () -> {
                    borg.verify();
                    return "";
                }),
                Contender.of("restic check --read-data", () -> {
                    restic.verify();
                    return "";
                }));
    }

    @Override
    public List<Bar> bars() {
        return List.of(new Bar.Ratio("borg check --verify-data", 1), new Bar.Ratio("restic check --read-data", 1));
    }
}
