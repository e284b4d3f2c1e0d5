package io.longshore.server.driver.ceph;

import io.longshore.server.driver.ceph.client.CephException;
import io.longshore.server.driver.ceph.client.Rados;
import io.longshore.server.driver.ceph.client.RadosPool;
import io.longshore.server.driver.ceph.client.RbdImage;
import io.longshore.server.driver.promise.Finding;
import io.longshore.server.driver.promise.Trial;
import io.longshore.server.driver.promise.Trials;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tries what a storage relies on in a Ceph cluster, on an image of its own and with two connections of its own: one of them ends shut out of the cluster, as the
 * client of a server that died.
 */
final class CephTrials implements Trials {
    private static final long IMAGE_BYTES = 16 << 20;
    private static final int BLOCK_BYTES = 1 << 20;
    private static final String LOCK_MEANING =
            "a task whose server died waits until somebody breaks the dead client's lock: give the user `profile rbd` on monitors and OSDs";

    private final CephDriver driver;
    private final CephSettings settings;
    private final Rados one;
    private final RadosPool pool;
    private final String name;
    private final byte[] content = new byte[BLOCK_BYTES];
    private @Nullable RbdImage image;

    CephTrials(CephDriver driver, CephSettings settings, UUID run) throws IOException, InterruptedException {
        this.driver = driver;
        this.settings = settings;
        this.name = Names.trial(run);
        new Random(1).nextBytes(content);
        this.one = Rados.connect(settings.cluster());
        RadosPool opened = null;
        boolean ready = false;
        try {
            opened = one.pool(settings.pool(), settings.namespace());
            this.pool = opened;
            ImageRemoval.removeTrial(pool, name); // of an interrupted run
            pool.createImage(name, IMAGE_BYTES);
            this.image = pool.openImage(name);
            ready = true;
        } finally {
            if (!ready) {
                try (one;
                        var _ = opened) {
                    image = null;
                }
            }
        }
    }

    @Override
    public List<Trial> all() {
        return List.of(
                new Trial("one-name", "A name is given to one image alone.", this::oneName),
                new Trial(
                        "read-back",
                        "An image gives back what was written to it, and zeros where nothing was.",
                        this::readBack),
                new Trial(
                        "snapshot-and-clone",
                        "A snapshot can be protected and cloned, and a clone keeps it from being removed.",
                        this::snapshotAndClone),
                new Trial("exclusive-lock", "One client alone writes to an image.", this::lock),
                new Trial(
                        "blocklist",
                        "A client that holds a lock can be shut out of the cluster, and writes nothing from then on.",
                        this::blocklist),
                new Trial("room-told", "The cluster tells how much room the pool has.", this::room),
                new Trial("copies", "The pool keeps more than one copy of each object.", this::copies));
    }

    private Finding oneName() throws IOException {
        try {
            pool.createImage(name, IMAGE_BYTES);
            return Finding.broken("a second image got the name");
        } catch (CephException e) {
            return Finding.holdsIf(e.errno() == CephException.EEXIST, String.valueOf(e.getMessage()));
        }
    }

    private Finding readBack() throws IOException {
        long result = write(image(), 5 * BLOCK_BYTES);
        if (result < 0) {
            return Finding.broken("a write ended with " + result);
        }
        image().flush();
        return Finding.holdsIf(
                equal(image(), 5 * BLOCK_BYTES, content) && equal(image(), 0, new byte[BLOCK_BYTES]),
                "other bytes came back");
    }

    private Finding snapshotAndClone() throws IOException {
        image().protectSnapshot(Names.SNAPSHOT);
        pool.cloneImage(name, Names.SNAPSHOT, cloneName());
        try {
            if (image().clones(Names.SNAPSHOT).isEmpty()) {
                return Finding.broken("the clone is not told of: a disk with clones could be removed");
            }
            try {
                image().unprotectSnapshot(Names.SNAPSHOT);
                return Finding.broken("the snapshot of a clone could be unprotected");
            } catch (CephException _) {
                // as it should be
            }
            try (var cloned = pool.openImage(cloneName())) {
                return Finding.holdsIf(equal(cloned, 5 * BLOCK_BYTES, content), "the clone has other bytes");
            }
        } finally {
            pool.removeImage(cloneName());
            image().unprotectSnapshot(Names.SNAPSHOT);
            image().removeSnapshot(Names.SNAPSHOT);
        }
    }

    private Finding lock() throws IOException {
        image().lock();
        try (var other = Rados.connect(settings.cluster());
                var otherPool = other.pool(settings.pool(), settings.namespace());
                var seen = otherPool.openImage(name)) {
            return Finding.holdsIf(seen.lockOwner().isPresent(), "another client does not see who has the lock");
        }
    }

    private Finding blocklist() throws IOException {
        image().lock();
        try (var other = Rados.connect(settings.cluster());
                var otherPool = other.pool(settings.pool(), settings.namespace());
                var seen = otherPool.openImage(name)) {
            var owner = seen.lockOwner();
            if (owner.isEmpty()) {
                return Finding.notOffered("nobody is seen to have the lock: " + LOCK_MEANING);
            }
            try {
                seen.breakLock(owner.get());
            } catch (CephException e) {
                return Finding.notOffered(e.getMessage() + ": " + LOCK_MEANING);
            }
            return Finding.holdsIf(
                    write(image(), 9 * BLOCK_BYTES) < 0, "a client that was shut out wrote to the image");
        }
    }

    private Finding room() throws IOException {
        var figures = driver.figures();
        return figures.totalBytes() > 0
                ? Finding.HOLDS
                : Finding.notOffered(
                        "no figures yet: they come from a manager daemon; a full pool is noticed when a write fails");
    }

    private Finding copies() {
        int copies = driver.replicas();
        if (copies == 0) {
            return Finding.notOffered("the cluster does not tell: give the user `allow r` on monitors");
        }
        return copies > 1 ? Finding.holds(copies + " copies") : Finding.notOffered("one copy: a lost OSD loses disks");
    }

    private RbdImage image() {
        var open = image;
        if (open == null) {
            throw new IllegalStateException("trials: closed (expected: open)");
        }
        return open;
    }

    private String cloneName() {
        return name + ".clone";
    }

    /** Returns what the request ended with: a negative errno where it failed. */
    private long write(RbdImage target, long offset) throws IOException {
        var bytes = ByteBuffer.allocateDirect(BLOCK_BYTES).put(content).flip();
        var ended = new Pending();
        target.write(offset, bytes, ended);
        return ended.await(one.patience());
    }

    private boolean equal(RbdImage target, long offset, byte[] expected) throws IOException {
        var bytes = ByteBuffer.allocateDirect(expected.length);
        var ended = new Pending();
        target.read(offset, bytes, ended);
        return ended.await(one.patience()) == expected.length && bytes.clear().equals(ByteBuffer.wrap(expected));
    }

    /** The connection may be shut out by now: another one tidies up. */
    @Override
    public void close() throws IOException {
        try (one;
                pool;
                var _ = image) {
            image = null;
        }
        driver.removeTrial(name);
    }
}
