package io.longshore.server.driver.ceph;

import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.SealedPack;
import io.longshore.server.driver.TestDisk;
import io.longshore.server.driver.WriteListener;
import io.longshore.server.driver.WriteRequest;
import io.longshore.server.driver.ceph.client.ClusterSettings;
import io.longshore.server.driver.ceph.client.ClusterSettings.Credentials;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

/** A program that writes a disk for a task, tells the packs it sealed, and then does nothing until it is killed. */
public final class KilledWriter {
    static final UUID STORAGE = new UUID(1, 2);
    static final UUID DEPLOYMENT = new UUID(3, 4);

    private KilledWriter() {}

    /** What it writes: more than one seal's worth. */
    static TestDisk disk() {
        return TestDisk.random(30, 70);
    }

    /** Takes monitors, keyring, pool, namespace and task. */
    public static void main(String[] args) throws Exception {
        var cluster = new ClusterSettings(
                args[0], "admin", new Credentials.Keyring(args[1]), ClusterSettings.DEFAULT_ANSWER_LIMIT, Map.of());
        var task = UUID.fromString(args[4]);
        var disk = disk();
        var codec = new BlockCodec();
        var driver = new Ceph(new CephSettings(DEPLOYMENT, cluster, args[2], args[3]), new MemoryLeases(), codec)
                .create(STORAGE);
        var session = driver.startWriting(WriteRequest.of(task), new WriteListener() {
            @Override
            public void sealing(String pack) {
                System.out.println(pack);
            }

            @Override
            public void sealed(SealedPack pack) {}
        });
        disk.writeTo(session.openDisk(task, disk.lengthBytes), codec);
        System.out.println("written");
        new CountDownLatch(1).await();
    }
}
