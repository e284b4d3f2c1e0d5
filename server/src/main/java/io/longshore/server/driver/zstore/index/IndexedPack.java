package io.longshore.server.driver.zstore.index;

import io.longshore.server.driver.zstore.pack.PackId;
import io.longshore.server.driver.zstore.pack.RecordKind;
import java.util.Optional;
import java.util.UUID;

/**
 * A pack as the index knows it.
 *
 * @param number counts the packs of one run of the server, from 1
 * @param id its name
 * @param kind what it holds
 * @param sizeBytes bytes of its file
 * @param records how many records it has, indexed or not
 * @param writer the task or upload that wrote it, where that is known
 * @param condemnedAt the epoch that condemned it: what it holds can still be read, but not be counted on under a lease of
 *     that epoch or a later one; {@link #NEVER} for one that is to stay
 * @param provenAt of a pack of nodes: the last epoch at which all subtrees of its nodes were known to be whole and to stay.
 *     Until it is proven again no lease of a later epoch counts on them: what lies below may have been condemned with that
 */
public record IndexedPack(
        int number,
        PackId id,
        RecordKind kind,
        long sizeBytes,
        int records,
        Optional<UUID> writer,
        long condemnedAt,
        long provenAt) {
    /** After every epoch. */
    public static final long NEVER = Long.MAX_VALUE;

    /** Whether it is to be collected. */
    public boolean condemned() {
        return condemnedAt != NEVER;
    }

    /** Whether a writer whose lease has this epoch may count on what the pack holds. */
    boolean countsAt(long epoch) {
        return epoch < condemnedAt && (kind == RecordKind.BLOCK || epoch <= provenAt);
    }

    /** The same one, condemned by an epoch; the first one to do so counts. */
    IndexedPack condemn(long epoch) {
        return new IndexedPack(number, id, kind, sizeBytes, records, writer, Math.min(epoch, condemnedAt), provenAt);
    }

    /** The same one, and who wrote it. */
    IndexedPack by(UUID task) {
        return new IndexedPack(number, id, kind, sizeBytes, records, Optional.of(task), condemnedAt, provenAt);
    }

    /** The same one, its nodes proven at an epoch. */
    IndexedPack prove(long epoch) {
        return new IndexedPack(number, id, kind, sizeBytes, records, writer, condemnedAt, Math.max(epoch, provenAt));
    }
}
