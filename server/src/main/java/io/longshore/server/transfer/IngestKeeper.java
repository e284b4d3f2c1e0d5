package io.longshore.server.transfer;

import java.util.List;

/** Keeps what an ingest needs to go on after a crash. */
public interface IngestKeeper {
    /**
     * Keeps a state durably, in place of the one kept before. Called by the ingest's own threads, one at a time; what it throws breaks the ingest.
     *
     * @param committedBytes how many bytes, from the front, are durable; a multiple of a block, or the whole length
     * @param actualSizeBytes the part of them that is not whole blocks of zeros
     * @param checkpoint what the next {@link TransferEngine#ingest} needs to go on from there
     */
    void keep(long committedBytes, long actualSizeBytes, byte[] checkpoint);

    /** Names of the packs that were kept with {@link #keepPack}, in order. */
    List<String> packs();

    /** Keeps the name of a pack, durably, beside that state: it costs the same however many there are. What it throws breaks the ingest. */
    void keepPack(String name);
}
