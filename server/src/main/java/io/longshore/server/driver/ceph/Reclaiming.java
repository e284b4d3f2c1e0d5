package io.longshore.server.driver.ceph;

import io.longshore.disk.DiskTree;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ReclaimListener;
import io.longshore.server.driver.ReclaimRefusedException;
import io.longshore.server.driver.ReclaimReport;
import io.longshore.server.driver.ReclaimRequest;
import io.longshore.server.driver.ceph.client.CephException;
import io.longshore.server.driver.ceph.client.RadosPool;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Removes the images that nothing needs: those whose manifests were deleted, and those of tasks that have ended. Images have their bytes to themselves, so nobody
 * need wait for anybody.
 */
final class Reclaiming {
    private final RadosPool pool;
    private final ManifestIndex index;
    private final Garbage garbage;
    private final Predicate<Names.Owner> wanted;

    /** @param wanted whether an unpublished image is still counted on */
    Reclaiming(RadosPool pool, ManifestIndex index, Garbage garbage, Predicate<Names.Owner> wanted) {
        this.pool = pool;
        this.index = index;
        this.garbage = garbage;
        this.wanted = wanted;
    }

    ReclaimReport run(ReclaimRequest request, ReclaimListener listener) throws IOException, InterruptedException {
        index.refresh();
        for (var key : request.mustExist()) {
            check(key);
        }
        long live = index.storedBytes();
        var dead = dead();
        long total = dead.values().stream().mapToLong(Long::longValue).sum();
        if (request.limit() == ReclaimRequest.Limit.HALF && total > live) {
            throw new ReclaimRefusedException(
                    "to be freed: " + total + " bytes (expected: at most half of " + (live + total) + ")");
        }
        if (request.limit() != ReclaimRequest.Limit.DRY_RUN) {
            remove(dead, total, listener);
        }
        return new ReclaimReport(total, dead.size(), 0, live, 0);
    }

    private void check(ManifestKey key) throws IOException {
        if (!index.exists(key)) {
            throw new ReclaimRefusedException("manifest " + ManifestIndex.path(key) + ": not in pool " + pool.name()
                    + " (expected: there, as the catalog has it)");
        }
    }

    /** What is to go, with its bytes, by image ids. */
    private Map<String, Long> dead() throws IOException, InterruptedException {
        var dead = new LinkedHashMap<String, Long>();
        for (var entry : garbage.all().entrySet()) {
            if (!index.names(entry.getKey())) {
                dead.put(entry.getKey(), entry.getValue());
            }
        }
        for (var image : pool.listImages()) {
            var owner = Names.owner(image.name());
            if (owner.isPresent() && !index.names(image.id()) && !wanted.test(owner.get())) {
                dead.putIfAbsent(image.id(), writtenBytes(image.id()));
            }
        }
        return dead;
    }

    private long writtenBytes(String imageId) throws IOException, InterruptedException {
        var blocks = new long[1];
        try (var image = pool.openImageById(imageId)) {
            new WrittenBlocks(image, image.sizeBytes()).visit(_ -> blocks[0]++);
        } catch (CephException e) {
            if (e.errno() != CephException.ENOENT) {
                throw e;
            }
        }
        return blocks[0] * DiskTree.BLOCK_BYTES;
    }

    private void remove(Map<String, Long> dead, long total, ReclaimListener listener)
            throws IOException, InterruptedException {
        long done = 0;
        listener.progress(0, total);
        for (var image : dead.entrySet()) {
            ImageRemoval.remove(pool, image.getKey());
            garbage.remove(image.getKey());
            done += image.getValue();
            listener.progress(done, total);
        }
    }
}
