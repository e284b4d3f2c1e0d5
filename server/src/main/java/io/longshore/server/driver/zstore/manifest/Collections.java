package io.longshore.server.driver.zstore.manifest;

import com.google.protobuf.ByteString;
import io.longshore.server.driver.StorageFormatException;
import io.longshore.server.driver.record.Envelope;
import io.longshore.server.driver.record.Protos;
import io.longshore.server.driver.zstore.blob.BlobKey;
import io.longshore.server.driver.zstore.blob.BlobStore;
import io.longshore.server.driver.zstore.pack.PackId;
import io.longshore.zstore.v1.Collection;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What garbage collection has deleted, or is about to: {@code gc/<epoch>}, each written before its first delete. */
public final class Collections {
    /** The folder of all epochs. */
    public static final String FOLDER = "gc";

    private static final Pattern PATH = Pattern.compile(FOLDER + "/([1-9][0-9]{0,17})");

    private final SmallBlobs small;

    public Collections(BlobStore blobs) {
        this.small = new SmallBlobs(blobs);
    }

    /**
     * What all epochs together say.
     *
     * @param epoch the highest, 0 where there is none
     * @param packs every pack that one of them names, with the epoch that did; most are gone
     */
    public record Collected(long epoch, Map<PackId, Long> packs) {
        /** Before the first collection. */
        public static final Collected NONE = new Collected(0, Map.of());

        public Collected {
            packs = Map.copyOf(packs);
        }
    }

    /** The highest epoch; 0 where there is none. */
    public long highest() throws IOException {
        return epochs().stream().max(Comparator.naturalOrder()).orElse(0L);
    }

    private List<Long> epochs() throws IOException {
        return small.paths(FOLDER).stream()
                .map(PATH::matcher)
                .filter(Matcher::matches)
                .map(matcher -> Long.parseLong(matcher.group(1)))
                .toList();
    }

    /** Reads every epoch after one; 0 for all. */
    public Collected read(long after) throws IOException {
        long highest = after;
        var packs = new HashMap<PackId, Long>();
        for (long epoch : epochs()) {
            if (epoch > after) {
                highest = Math.max(highest, epoch);
                read(epoch, packs);
            }
        }
        return new Collected(highest, packs);
    }

    private void read(long epoch, Map<PackId, Long> packs) throws IOException {
        var proto = small.read(key(epoch), Envelope.Schema.COLLECTION, Collection.parser())
                .orElseThrow(() -> new StorageFormatException("gc/" + epoch + ": gone (expected: there)"));
        if (proto.getEpoch() != epoch) {
            throw new StorageFormatException("gc epoch: " + proto.getEpoch() + " (expected: " + epoch + ")");
        }
        for (var id : proto.getPackIdsList()) {
            if (id.size() != PackId.BYTES) {
                throw new StorageFormatException(
                        "gc/" + epoch + ": pack id of " + id.size() + " bytes (expected: " + PackId.BYTES + ")");
            }
            packs.merge(PackId.of(id.toByteArray()), epoch, Math::min);
        }
    }

    /** Writes what an epoch collects. */
    public void write(long epoch, Set<PackId> packs, InstantSource clock) throws IOException {
        var proto = Collection.newBuilder().setEpoch(epoch).setTime(Protos.timestamp(clock.instant()));
        packs.forEach(pack -> proto.addPackIds(ByteString.copyFrom(pack.bytes())));
        small.create(key(epoch), Envelope.Schema.COLLECTION, proto.build());
    }

    private static BlobKey key(long epoch) {
        return new BlobKey(FOLDER + "/" + epoch);
    }
}
