package io.longshore.server.driver.ceph;

import io.longshore.server.driver.DiskInUseException;
import io.longshore.server.driver.ceph.client.CephException;
import io.longshore.server.driver.ceph.client.RadosPool;
import io.longshore.server.driver.ceph.client.RbdImage;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Removes images for good. */
final class ImageRemoval {
    /** A client that died is counted as a reader of its images for 30 s. */
    private static final Duration READERS_LEAVE = Duration.ofSeconds(40);

    private static final Duration PAUSE = Duration.ofMillis(500);

    private ImageRemoval() {}

    /** Lets an image's snapshot go, unless there are clones of it. Nothing is changed then. */
    static void release(RbdImage image, String name) throws IOException {
        if (!image.hasSnapshot(Names.SNAPSHOT)) {
            return;
        }
        checkNoClones(image, name);
        try {
            image.unprotectSnapshot(Names.SNAPSHOT);
        } catch (CephException e) {
            if (e.errno() == CephException.EBUSY) {
                checkNoClones(image, name); // one was made just now
            }
            throw e;
        }
    }

    /** The clones of an image's snapshot, in words. */
    static List<String> clones(RbdImage image) throws IOException {
        return image.hasSnapshot(Names.SNAPSHOT)
                ? image.clones(Names.SNAPSHOT).stream()
                        .map(name -> "clone " + name)
                        .toList()
                : List.of();
    }

    private static void checkNoClones(RbdImage image, String name) throws IOException {
        var clones = clones(image);
        if (!clones.isEmpty()) {
            throw new DiskInUseException("image " + name, clones);
        }
    }

    /** Removes an image, its snapshot and its table; does nothing where it is gone. */
    static void remove(RadosPool pool, String imageId) throws IOException, InterruptedException {
        String name;
        try (var image = pool.openImageById(imageId)) {
            name = image.name();
            release(image, pool.where(name));
            if (image.hasSnapshot(Names.SNAPSHOT)) {
                image.removeSnapshot(Names.SNAPSHOT);
            }
            new BlockTable(pool, imageId).remove(image.sizeBytes());
        } catch (CephException e) {
            if (e.errno() == CephException.ENOENT) {
                return;
            }
            throw e;
        }
        removeImage(pool, name);
    }

    /** Removes the image of a check, and its clone. */
    static void removeTrial(RadosPool pool, String name) throws IOException, InterruptedException {
        var left = pool.listImages().stream()
                .map(RadosPool.ImageName::name)
                .filter(found -> found.startsWith(name))
                .sorted(Comparator.reverseOrder()) // the clone before what it was cloned from
                .toList();
        for (var found : left) {
            try (var image = pool.openImage(found)) {
                if (image.hasSnapshot(Names.SNAPSHOT)) {
                    image.unprotectSnapshot(Names.SNAPSHOT);
                    image.removeSnapshot(Names.SNAPSHOT);
                }
            }
            removeImage(pool, found);
        }
    }

    /** Removes an image that has no snapshot, once nobody has it open. */
    static void removeImage(RadosPool pool, String name) throws IOException, InterruptedException {
        // Removing goes by way of rbd's own trash, which the first one makes: not in a full pool, where rbd says that
        // the image is not there.
        var _ = pool.map(Names.RBD_TRASH).evenWhenFull().create(Map.of());
        long end = System.nanoTime() + READERS_LEAVE.toNanos();
        while (true) {
            try {
                pool.removeImage(name);
                return;
            } catch (CephException e) {
                if (e.errno() == CephException.ENOENT) {
                    return;
                }
                if (e.errno() != CephException.EBUSY || System.nanoTime() > end) {
                    throw e;
                }
                Thread.sleep(PAUSE); // nobody tells when a reader has left
            }
        }
    }
}
