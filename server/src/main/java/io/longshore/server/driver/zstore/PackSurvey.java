package io.longshore.server.driver.zstore;

import io.longshore.server.driver.PackVisitor;
import io.longshore.server.driver.zstore.blob.BlobStore;
import io.longshore.server.driver.zstore.index.IndexedPack;
import io.longshore.server.driver.zstore.index.StorageIndex;
import io.longshore.server.driver.zstore.pack.Pack;
import io.longshore.server.driver.zstore.pack.PackId;
import io.longshore.server.driver.zstore.pack.PackReader;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One look at the frame of every pack: its header, its footer and the list of its records there, each with its own sum, and whether the index says the
 * same. No record is read. Goes on while others write and collect garbage: what came or went meanwhile is no damage.
 */
final class PackSurvey {
    private final BlobStore blobs;
    private final StorageIndex index;
    private final PackReader reader;
    private final PackVisitor visitor;

    PackSurvey(BlobStore blobs, StorageIndex index, PackReader reader, PackVisitor visitor) {
        this.blobs = blobs;
        this.index = index;
        this.reader = reader;
        this.visitor = visitor;
    }

    /** Shows all packs that are there, then those that should be. No writer counts on what the latter held from then on. */
    void run() throws IOException, InterruptedException {
        var known = index.blocks().packs(); // before the listing: what is sealed from now on is no concern
        var present = new HashMap<PackId, Long>();
        blobs.list(
                PackId.FOLDER, blob -> PackId.ofPath(blob.path()).ifPresent(id -> present.put(id, blob.sizeBytes())));
        for (var pack : present.entrySet()) {
            if (Thread.interrupted()) {
                throw new InterruptedException("cancelled while looking at packs");
            }
            look(pack.getKey(), pack.getValue());
        }
        index.disclaim(missing(known, present));
    }

    private void look(PackId id, long sizeBytes) {
        try {
            var pack = reader.footer(id, sizeBytes);
            visitor.visit(id.key().path(), frameBytes(pack), difference(pack));
        } catch (NoSuchFileException _) {
            // Collected since it was listed.
        } catch (IOException e) {
            visitor.visit(id.key().path(), 0, String.valueOf(e.getMessage()));
        }
    }

    private static long frameBytes(Pack pack) {
        var entries = pack.entries();
        return pack.sizeBytes() - entries.end() + PackReader.HEADER_BYTES;
    }

    /** How the pack differs from what the index has of it; empty where it does not, or the index does not have it. */
    private String difference(Pack pack) {
        var indexed = index.blocks().pack(pack.id());
        if (indexed.isEmpty()) {
            return "";
        }
        var expected = indexed.get();
        var found = new IndexedPack(
                expected.number(),
                pack.id(),
                pack.entries().kind(),
                pack.sizeBytes(),
                pack.entries().count(),
                expected.writer(),
                expected.condemnedAt(),
                expected.provenAt());
        return found.equals(expected) ? "" : describe(found) + " (expected: " + describe(expected) + ")";
    }

    private static String describe(IndexedPack pack) {
        return pack.sizeBytes() + " bytes, " + pack.records() + " records of kind " + pack.kind();
    }

    private List<PackId> missing(List<IndexedPack> known, Map<PackId, Long> present) throws IOException {
        var missing = new ArrayList<PackId>();
        for (var pack : known) {
            if (!present.containsKey(pack.id())
                    && toStay(pack.id())
                    && blobs.size(pack.id().key()).isEmpty()) {
                visitor.visit(
                        pack.id().key().path(), 0, "is missing (expected: a pack of " + pack.sizeBytes() + " bytes)");
                missing.add(pack.id());
            }
        }
        return missing;
    }

    private boolean toStay(PackId id) {
        return index.blocks().pack(id).filter(pack -> !pack.condemned()).isPresent();
    }
}
