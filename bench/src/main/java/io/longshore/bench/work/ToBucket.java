package io.longshore.bench.work;

import io.longshore.bench.Bench;
import io.longshore.bench.peer.Gateway;
import io.longshore.bench.peer.Restic;
import io.longshore.bench.peer.Shell;
import io.longshore.bench.peer.Storage;
import io.longshore.bench.run.Bar;
import io.longshore.bench.run.Contender;
import io.longshore.bench.run.Work;
import io.longshore.v1.CreateBackupStorageRequest;
import io.longshore.v1.StorageOptions;
import io.longshore.v1.Verification;
import io.longshore.v1.VmBackup;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A disk goes from a folder to an S3 server. */
public final class ToBucket implements Work {
    private static final String RCLONE = "rclone copy + check --download";

    @Override
    public String name() {
        return "file-to-s3";
    }

    @Override
    public String says() {
        return "The disk goes from a storage in a folder to an empty one in a bucket of a server on this machine. Longshore's first row reads back all that it wrote, "
                + "its second compares checksums and reads a sample back; rclone copies Longshore's own files; restic copies between its own repositories.";
    }

    @Override
    public List<Contender> contenders(Bench bench) throws Exception {
        var gateway = bench.closing(Gateway.start(bench.emptyFolder("s3")));
        var source = bench.storage("source");
        var group = source.backup(source.upload(bench.disks().disk()));
        var shell = bench.shell().with(gateway.environment());
        var local = Restic.at(shell, bench.folder(), bench.path("restic").toString());
        local.init();
        local.backup(bench.disks().disk());
        return List.of(
                longshore(
                        bench,
                        gateway,
                        source,
                        group,
                        "Longshore sync, read back",
                        Verification.VERIFICATION_READ_BACK),
                longshore(
                        bench, gateway, source, group, "Longshore sync, checksums", Verification.VERIFICATION_CHECKSUM),
                rclone(bench, gateway, shell, RCLONE, true),
                rclone(bench, gateway, shell, "rclone copy", false),
                restic(bench, gateway, shell, local));
    }

    private static Contender longshore(
            Bench bench, Gateway gateway, Storage source, VmBackup group, String name, Verification verification) {
        var count = new AtomicInteger();
        var destination = new Held<Storage>();
        var prefix = verification == Verification.VERIFICATION_CHECKSUM ? "checksum-" : "readback-";
        return new Contender(
                name,
                () -> {
                    var place = prefix + count.incrementAndGet();
                    var request = CreateBackupStorageRequest.newBuilder()
                            .setName(place)
                            .setOptions(StorageOptions.newBuilder().setVerification(verification))
                            .setS3(gateway.location(place));
                    destination.hold(Storage.add(bench.server().client(), request.build()));
                },
                () -> Names.sent(source.sync(group, destination.held())),
                () -> Shell.delete(bench.path("s3/data/bench/" + prefix + count.get())));
    }

    private static Contender rclone(Bench bench, Gateway gateway, Shell shell, String name, boolean check) {
        var from = bench.path("source").toString();
        var to = gateway.rcloneRemote("rclone");
        return new Contender(
                name,
                Contender.Step.NONE,
                () -> {
                    shell.run("rclone", "copy", from, to);
                    if (check) {
                        shell.run("rclone", "check", "--download", from, to);
                    }
                    return "";
                },
                () -> Shell.delete(bench.path("s3/data/bench/rclone")));
    }

    private static Contender restic(Bench bench, Gateway gateway, Shell shell, Restic source) {
        var destination = Restic.at(shell, bench.folder(), gateway.resticRepository("restic"));
        return new Contender(
                "restic copy",
                () -> destination.initLike(source),
                () -> {
                    destination.copyFrom(source);
                    return "";
                },
                () -> Shell.delete(bench.path("s3/data/bench/restic")));
    }

    @Override
    public List<Bar> bars() {
        return List.of(new Bar.Ratio(RCLONE, 1), new Bar.Ratio("restic copy", 1));
    }
}
