package io.longshore.bench.work;

import io.longshore.bench.Bench;
import io.longshore.bench.peer.Cluster;
import io.longshore.bench.peer.Storage;
import io.longshore.bench.run.Bar;
import io.longshore.bench.run.Contender;
import io.longshore.bench.run.Work;
import io.longshore.v1.CreateBackupStorageRequest;
import java.io.IOException;
import java.util.List;

/** An image goes from one Ceph cluster to another. */
public final class BetweenClusters implements Work {
    private static final String CHECKED = "rbd export | rbd import, then rbd export | sha256sum";
    private static final String SOURCE = "longshore-bench";
    private static final String COPY = "longshore-bench-copy";

    @Override
    public String name() {
        return "ceph-to-ceph";
    }

    @Override
    public String says() {
        return "The disk goes from one Ceph cluster to another. Longshore reads back what it wrote, from the snapshot, and compares every block; rbd compares nothing, "
                + "so in one row what it wrote is read back and hashed.";
    }

    @Override
    public List<Contender> contenders(Bench bench) throws Exception {
        var clusters = bench.clusters();
        if (clusters.size() != 2) {
            throw new IOException(
                    "ceph-to-ceph: " + clusters.size() + " clusters (expected: 2, each as --ceph CONFIGURATION=POOL)");
        }
        var from = clusters.getFirst();
        var to = clusters.getLast();
        from.rbd("import", "'" + bench.disks().disk() + "'", SOURCE);
        bench.closing(() -> remove(from, SOURCE));
        return List.of(longshore(bench, from, to), rbd(bench, from, to, true), rbd(bench, from, to, false));
    }

    /** There and back again: what one round took away is where the next one begins. */
    private static Contender longshore(Bench bench, Cluster one, Cluster other) throws Exception {
        var here = add(bench, "ceph-1", one);
        var there = add(bench, "ceph-2", other);
        var place = new Held<Storage>();
        place.hold(here);
        var image = here.image(here.upload(bench.disks().disk()));
        return new Contender(
                "Longshore image migrate",
                Contender.Step.NONE,
                () -> Names.sent(place.held().migrate(image, place.held().equals(here) ? there : here)),
                () -> {
                    place.held().emptyTrash();
                    place.hold(place.held().equals(here) ? there : here);
                });
    }

    private static Storage add(Bench bench, String name, Cluster cluster) throws Exception {
        var request = CreateBackupStorageRequest.newBuilder().setName(name).setCeph(cluster.location());
        return Storage.add(bench.server().client(), request.build());
    }

    private static Contender rbd(Bench bench, Cluster from, Cluster to, boolean checked) {
        return new Contender(
                checked ? CHECKED : "rbd export | rbd import",
                Contender.Step.NONE,
                () -> {
                    bench.shell()
                            .sh(from.rbdCommand("export", SOURCE, "-") + " | " + to.rbdCommand("import", "-", COPY));
                    if (checked) {
                        bench.shell().sh(to.rbdCommand("export", COPY, "-") + " | sha256sum");
                    }
                    return "";
                },
                () -> to.rbd("rm", COPY));
    }

    private static void remove(Cluster cluster, String image) throws IOException {
        try {
            cluster.rbd("rm", image);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public List<Bar> bars() {
        return List.of(new Bar.Ratio(CHECKED, 1));
    }
}
