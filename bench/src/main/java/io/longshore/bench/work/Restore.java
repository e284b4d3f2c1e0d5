package io.longshore.bench.work;

import io.longshore.bench.Bench;
import io.longshore.bench.peer.Borg;
import io.longshore.bench.peer.Restic;
import io.longshore.bench.peer.Shell;
import io.longshore.bench.peer.Storage;
import io.longshore.bench.run.Bar;
import io.longshore.bench.run.Contender;
import io.longshore.bench.run.Work;
import io.longshore.v1.Image;
import java.util.List;

/** A stored disk becomes a raw file again. */
public final class Restore implements Work {
    @Override
    public String name() {
        return "restore";
    }

    @Override
    public String says() {
        return "The disk goes from a storage into a raw file. Longshore's client compares the file's identity; qemu-img, which compares nothing, reads a raw file.";
    }

    @Override
    public List<Contender> contenders(Bench bench) throws Exception {
        var disk = bench.disks().disk();
        var storage = bench.storage("storage");
        var image = storage.image(storage.upload(disk));
        var borg = Borg.at(bench.shell(), bench.folder(), bench.path("borg"));
        borg.init();
        borg.create("one", disk);
        var restic =
                Restic.at(bench.shell(), bench.folder(), bench.path("restic").toString());
        restic.init();
        restic.backup(disk);
        return List.of(longshore(bench, storage, image), borg(bench, borg), restic(bench, restic), qemu(bench));
    }

    private static Contender longshore(Bench bench, Storage storage, Image image) {
        var file = bench.path("restored.raw");
        return new Contender(
                "Longshore image export",
                Contender.Step.NONE,
                () -> {
                    storage.restore(image, file);
                    return "";
                },
                () -> Shell.delete(file));
    }

    private static Contender borg(Bench bench, Borg borg) {
        var folder = bench.path("restored");
        return new Contender(
                "borg extract",
                () -> bench.emptyFolder("restored"),
                () -> {
                    borg.extract("one", folder);
                    return "";
                },
                () -> Shell.delete(folder));
    }

    private static Contender restic(Bench bench, Restic restic) {
        var folder = bench.path("restored");
        return new Contender(
                "restic restore",
                Contender.Step.NONE,
                () -> {
                    restic.restore(folder);
                    return "";
                },
                () -> Shell.delete(folder));
    }

    private static Contender qemu(Bench bench) throws Exception {
        var disk = bench.disks().disk().toString();
        var file = bench.path("restored.raw");
        return new Contender(
                "qemu-img convert",
                Contender.Step.NONE,
                () -> {
                    bench.shell().run("qemu-img", "convert", "-f", "raw", "-O", "raw", disk, file.toString());
                    return "";
                },
                () -> Shell.delete(file));
    }

    @Override
    public List<Bar> bars() {
        return List.of(new Bar.Ratio("borg extract", 0.5), new Bar.Ratio("qemu-img convert", 1.1));
    }
}
