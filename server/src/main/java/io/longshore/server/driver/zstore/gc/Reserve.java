package io.longshore.server.driver.zstore.gc;

import io.longshore.server.driver.StorageFullException;
import io.longshore.server.driver.zstore.blob.BlobStore;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Room that a storage keeps back, for what gives room back: without it nothing could be deleted from a full one, as every delete is written down first. While
 * it is given free, who writes anything else is told that the storage is full. Thread-safe.
 */
public final class Reserve {
    /** With less free than this, what gives room back gets it. */
    private static final long LITTLE_BYTES = 128L << 20;

    private static final Logger log = LoggerFactory.getLogger(Reserve.class);

    private final BlobStore blobs;
    private int uses;
    private volatile boolean free;

    /** The reserve of one storage. */
    public Reserve(BlobStore blobs) {
        this.blobs = blobs;
    }

    /** The time for which the reserve may be used. */
    public interface Use extends AutoCloseable {
        @Override
        void close();
    }

    /** Gives the room free where there is little other, until all who use it have ended. */
    public synchronized Use use() throws IOException {
        if (uses == 0 && !blobs.remote() && blobs.space().free().orElse(Long.MAX_VALUE) < LITTLE_BYTES) {
            free = blobs.releaseReserve();
        }
        uses++;
        return this::end;
    }

    private synchronized void end() {
        uses--;
        if (uses == 0) {
            free = false;
            keep();
        }
    }

    /** Keeps room back; what there is too little for is tried again later. */
    public synchronized void keep() {
        try {
            blobs.keepReserve();
        } catch (IOException e) {
            log.atWarn().setCause(e).log("room for a full storage is not kept back");
        }
    }

    /** Whether there is so little room that the reserve is in use. */
    public boolean inUse() {
        return free;
    }

    /** Fails while the room that is left is not for everyone. */
    public void checkRoom() throws StorageFullException {
        if (free) {
            throw new StorageFullException("the storage is full (what is left is needed to reclaim space)");
        }
    }
}
