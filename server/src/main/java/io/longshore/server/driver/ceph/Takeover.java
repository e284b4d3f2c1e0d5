package io.longshore.server.driver.ceph;

import io.longshore.disk.DiskTree;
import io.longshore.server.driver.SealedPack;
import io.longshore.server.driver.WriteListener;
import io.longshore.server.driver.ceph.client.CephException;
import io.longshore.server.driver.ceph.client.RadosPool.ImageName;
import io.longshore.server.driver.ceph.client.RbdImage;
import io.longshore.server.driver.ceph.client.RbdImage.Range;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Takes over what earlier attempts of a task left: their locks, what they sealed, and the images that they published. What they did not seal is discarded, so
 * that a place holds what the table says or zeros.
 */
final class Takeover {
    private final ManifestIndex index;
    private final List<String> named;

    /** @param named the packs of the task's checkpoint */
    Takeover(ManifestIndex index, List<String> named) {
        this.index = index;
        this.named = named;
    }

    /** Returns the bytes of blocks that were not sealed. */
    long run(CephSession session, WriteListener listener) throws IOException, InterruptedException {
        long lost = 0;
        for (var found : session.pool().listImages()) {
            var owner = Names.owner(found.name());
            if (owner.isPresent() && owner.get().task().equals(session.task())) {
                lost += take(session, listener, found, owner.get().disk());
            }
        }
        for (var disk : named.stream()
                .flatMap(name -> Batch.Range.of(name).stream())
                .map(Batch.Range::disk)
                .distinct()
                .toList()) {
            index.find(session.task(), disk).ifPresent(image -> session.add(published(session, image), packs(disk)));
        }
        return lost;
    }

    static CephDisk published(CephSession session, StoredImage image) {
        return new CephDisk(session, image.disk(), image.content().lengthBytes(), image.imageId(), null, Set.of(), 0);
    }

    private long take(CephSession session, WriteListener listener, ImageName found, UUID disk)
            throws IOException, InterruptedException {
        if (index.names(found.id())) { // cut between its manifest and its name
            session.driver().images().takeName(found.id());
            return 0;
        }
        RbdImage image;
        try {
            image = session.pool().openImageById(found.id());
        } catch (CephException e) {
            if (e.errno() != CephException.ENOENT) {
                throw e;
            }
            ImageRemoval.removeImage(session.pool(), found.name()); // cut while it was made
            return 0;
        }
        var seals = seals(disk);
        boolean goesOn = false;
        long lost;
        try {
            lock(image, found.name(), listener);
            var strays = strays(session.workshop(), image, new BlockTable(session.pool(), found.id()), seals);
            lost = strays.size() * (long) DiskTree.BLOCK_BYTES;
            if (!seals.isEmpty()) {
                goOn(session, image, found.id(), disk, strays);
                goesOn = true;
            }
        } finally {
            if (!goesOn) {
                image.close();
            }
        }
        if (!goesOn) {
            ImageRemoval.remove(session.pool(), found.id());
        }
        return lost;
    }

    private void goOn(CephSession session, RbdImage image, String imageId, UUID disk, List<Long> strays)
            throws IOException {
        dropSnapshot(image); // whether it is whole, and after the last block, nobody knows
        discard(image, strays);
        long length = Long.parseLong(image.metadata(NewImage.LENGTH).orElse("0"));
        int attempt = Integer.parseInt(image.metadata(NewImage.ATTEMPT).orElse("1"));
        int firstSeal = NewImage.begin(image, attempt + 1);
        session.add(new CephDisk(session, disk, length, imageId, image, seals(disk), firstSeal), packs(disk));
    }

    private static void lock(RbdImage image, String name, WriteListener listener) throws IOException {
        var owner = image.lockOwner();
        if (owner.isPresent()) {
            listener.waiting("client " + owner.get() + ", of an earlier attempt, holds the lock of image " + name
                    + ": it is shut out of the cluster");
            image.breakLock(owner.get());
        }
        image.lock();
    }

    /** Blocks that were written and no seal covers. Takes what else the table says of such out of it. */
    private static List<Long> strays(Workshop workshop, RbdImage image, BlockTable table, Set<Integer> seals)
            throws IOException, InterruptedException {
        long size = image.sizeBytes();
        if (size > 0) {
            table.visit(0, DiskTree.blocks(size) - 1, (index, place) -> {
                if (!seals.contains(place.seal())) {
                    table.erase(index);
                }
            });
            table.flush();
        }
        var strays = new ArrayList<Long>();
        try (var reading = new Verification(workshop, image, size)) {
            new WrittenBlocks(image, size).visit(index -> {
                if (table.place(index) == null && !reading.isZeros(index)) {
                    strays.add(index);
                }
            });
        }
        return strays;
    }

    private static void dropSnapshot(RbdImage image) throws IOException {
        if (image.hasSnapshot(Names.SNAPSHOT)) {
            image.unprotectSnapshot(Names.SNAPSHOT);
            image.removeSnapshot(Names.SNAPSHOT);
        }
    }

    private static void discard(RbdImage image, List<Long> strays) throws IOException {
        long size = image.sizeBytes();
        for (long stray : strays) {
            long offset = stray * DiskTree.BLOCK_BYTES;
            image.discard(new Range(offset, Math.min(DiskTree.BLOCK_BYTES, size - offset)));
        }
    }

    private Set<Integer> seals(UUID disk) {
        return named.stream()
                .flatMap(name -> Batch.Range.of(name).stream())
                .filter(range -> range.disk().equals(disk))
                .map(Batch.Range::seal)
                .collect(Collectors.toSet());
    }

    private List<SealedPack> packs(UUID disk) {
        return named.stream()
                .filter(name -> Batch.Range.of(name)
                        .filter(range -> range.disk().equals(disk))
                        .isPresent())
                .map(Batch.Range::pack)
                .toList();
    }
}
