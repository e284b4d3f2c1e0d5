package io.longshore.server.driver;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskIdentity;
import io.longshore.disk.DiskTree;
import io.longshore.disk.Extent;
import io.longshore.disk.TreeWalk;
import io.longshore.server.driver.Manifest.StoredDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** Scrubs a storage disk by disk, each through its reader: for those that keep no packs. A unit's name is the disk's identity. */
final class DiskScrub {
    /** More of one disk say nothing new. */
    private static final int MAX_FAULTS = 1000;

    private final DiskIdentity disk;
    private final Pace pace;
    private final List<Fault> faults = new ArrayList<>();
    private final ByteBuffer room = ByteBuffer.allocateDirect(DiskTree.BLOCK_BYTES);
    private long readBytes;
    private long blocks;

    private DiskScrub(DiskIdentity disk, Pace pace) {
        this.disk = disk;
        this.pace = pace;
    }

    static List<ScrubUnit> units(StorageDriver storage) throws IOException {
        var disks = new LinkedHashSet<DiskIdentity>();
        for (var kind : List.of(ManifestKind.IMAGE, ManifestKind.VOLUME_BACKUP)) {
            for (var key : storage.manifests(kind)) {
                disk(storage, key).ifPresent(disks::add);
            }
        }
        return disks.stream()
                .map(disk -> new ScrubUnit(disk.toString(), disk.lengthBytes()))
                .toList();
    }

    private static Optional<DiskIdentity> disk(StorageDriver storage, ManifestKey key) throws IOException {
        try {
            return storage.manifest(key)
                    .filter(manifest -> manifest.body() instanceof StoredDisk)
                    .map(manifest -> ((StoredDisk) manifest.body()).content());
        } catch (StorageFormatException _) {
            return Optional.empty(); // whoever reads the manifests tells
        }
    }

    static Scrubbed scrub(StorageDriver storage, ScrubUnit unit, Pace pace) throws IOException {
        return new DiskScrub(identity(unit.name()), pace).run(storage);
    }

    private static DiskIdentity identity(String name) {
        int colon = name.indexOf(':');
        return new DiskIdentity(Long.parseLong(name.substring(0, colon)), Digest.parse(name.substring(colon + 1)));
    }

    private Scrubbed run(StorageDriver storage) throws IOException {
        try (var reader = storage.open(disk)) {
            var walk = TreeWalk.over(disk, reader);
            for (var extent = walk.next(); extent != null; extent = walk.next()) {
                if (extent instanceof Extent.Block block) {
                    read(reader, block.firstBlock());
                }
            }
        } catch (NoSuchDiskException _) {
            return Scrubbed.NOTHING; // removed since; where a manifest still names it, whoever reads those tells
        } catch (CorruptBlockException e) {
            note(e); // a node, or the list of blocks: nothing tells what follows
        }
        return new Scrubbed(readBytes, blocks, 0, faults);
    }

    private void read(DiskReader reader, long block) throws IOException {
        int length = disk.blockLengthBytes(block);
        pace.take(length);
        try {
            reader.read(block * DiskTree.BLOCK_BYTES, room.clear().limit(length));
            blocks++;
        } catch (CorruptBlockException e) {
            note(e);
        }
        readBytes += length;
    }

    private void note(CorruptBlockException e) {
        if (faults.size() < MAX_FAULTS) {
            faults.add(new Fault(e.pack(), String.valueOf(e.getMessage()), Optional.of(e.digest())));
        }
    }
}
