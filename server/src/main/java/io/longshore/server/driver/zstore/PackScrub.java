package io.longshore.server.driver.zstore;

import io.longshore.disk.Digest;
import io.longshore.server.driver.Fault;
import io.longshore.server.driver.Pace;
import io.longshore.server.driver.ScrubUnit;
import io.longshore.server.driver.Scrubbed;
import io.longshore.server.driver.zstore.blob.BlobStore;
import io.longshore.server.driver.zstore.index.IndexedPack;
import io.longshore.server.driver.zstore.index.Location;
import io.longshore.server.driver.zstore.index.StorageIndex;
import io.longshore.server.driver.zstore.pack.PackId;
import io.longshore.server.driver.zstore.pack.PackInspector;
import io.longshore.server.driver.zstore.pack.PackInspector.Finding;
import io.longshore.server.driver.zstore.pack.PackInspector.Inspection;
import io.longshore.server.driver.zstore.pack.RecordKind;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads packs from end to end, and takes back the claim on whatever is bad in them. A damaged record of which the storage has another copy by now hurts nobody
 * and is no fault; it goes when its pack is collected.
 */
final class PackScrub {
    private final BlobStore blobs;
    private final StorageIndex index;
    private final PackInspector inspector;

    PackScrub(BlobStore blobs, StorageIndex index, PackInspector inspector) {
        this.blobs = blobs;
        this.index = index;
        this.inspector = inspector;
    }

    /** All packs that are there, and those that should be. */
    List<ScrubUnit> units() throws IOException {
        var sizes = new HashMap<PackId, Long>();
        index.blocks().packs().stream()
                .filter(pack -> !pack.condemned())
                .forEach(pack -> sizes.put(pack.id(), pack.sizeBytes()));
        blobs.list(PackId.FOLDER, blob -> PackId.ofPath(blob.path()).ifPresent(id -> sizes.put(id, blob.sizeBytes())));
        var units = new ArrayList<ScrubUnit>();
        sizes.forEach((id, size) -> units.add(new ScrubUnit(id.hex(), size)));
        return units;
    }

    Scrubbed scrub(ScrubUnit unit, Pace pace) throws IOException {
        var id = PackId.parse(unit.name());
        try {
            var size = blobs.size(id.key());
            return size.isEmpty()
                    ? missing(id)
                    : judge(id, size.getAsLong(), inspector.inspect(id, size.getAsLong(), pace));
        } catch (NoSuchFileException _) {
            return missing(id);
        }
    }

    private Scrubbed missing(PackId id) throws IOException {
        var known = index.blocks().pack(id).filter(pack -> !pack.condemned());
        if (known.isEmpty() || blobs.size(id.key()).isPresent()) {
            return Scrubbed.NOTHING; // collected
        }
        var located = index.located(id);
        index.disclaim(List.of(id));
        return new Scrubbed(0, 0, 0, missing(known.get(), located));
    }

    private static List<Fault> missing(IndexedPack pack, Map<Digest, Location> located) {
        var path = pack.id().key().path();
        var faults = new ArrayList<Fault>();
        located.keySet().forEach(digest -> faults.add(new Fault(path, "the pack is missing", Optional.of(digest))));
        if (!faults.isEmpty()) {
            faults.addFirst(new Fault(
                    path, "is missing (expected: a pack of " + pack.sizeBytes() + " bytes)", Optional.empty()));
        }
        return faults;
    }

    private Scrubbed judge(PackId id, long sizeBytes, Inspection inspection) throws IOException {
        var faults = new ArrayList<Fault>();
        var bad = new ArrayList<Digest>();
        var path = id.key().path();
        boolean framed = true;
        for (var finding : inspection.findings()) {
            if (finding.record().isEmpty()) {
                framed = false;
            } else if (counts(id, finding)) {
                var digest = finding.record().get().digest();
                bad.add(digest);
                faults.add(new Fault(path, "at " + finding.offset() + ": " + finding.what(), Optional.of(digest)));
            }
        }
        index.disclaim(inspection.kind(), bad);
        if (!framed) {
            faults.addAll(unframed(id, inspection));
        }
        boolean blocks = inspection.kind() == RecordKind.BLOCK;
        int records = inspection.records();
        return new Scrubbed(sizeBytes, blocks ? records : 0, blocks ? 0 : records, faults);
    }

    private boolean counts(PackId id, Finding finding) {
        var header = finding.record().orElseThrow();
        boolean here = index.blocks()
                .find(header.kind(), header.digest())
                .filter(found -> found.pack().equals(id) && found.offset() == finding.offset())
                .isPresent();
        // Whether it is or not, nobody shall look for it here.
        return !index.lookElsewhere(header.kind(), header.digest(), id) && here;
    }

    /** A pack whose frame is damaged is given up: what is looked for there is to be written again, from its own records where they are whole. */
    private List<Fault> unframed(PackId id, Inspection inspection) throws IOException {
        var located = index.located(id);
        if (located.isEmpty()) {
            return List.of();
        }
        index.disclaim(inspection.kind(), located.keySet());
        return inspection.findings().stream()
                .filter(finding -> finding.record().isEmpty())
                .map(finding -> new Fault(id.key().path(), finding.what(), Optional.empty()))
                .toList();
    }
}
