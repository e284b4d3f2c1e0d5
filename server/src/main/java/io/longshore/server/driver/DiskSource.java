package io.longshore.server.driver;

import io.longshore.disk.DiskIdentity;
import java.io.IOException;
import java.util.UUID;

/** What disks are read from: a storage, or what stands for one. Thread-safe. */
public interface DiskSource {
    /** The storage's own uuid; for what stands for a storage, that one's. */
    UUID uuid();

    /**
     * Opens a disk for reading. It need not be published: whatever is whole here can be read.
     *
     * @throws NoSuchDiskException when the source has no disk of this identity
     */
    DiskReader open(DiskIdentity disk) throws IOException;

    /**
     * Requests made to other machines so far, by whoever used the source, those that failed included; 0 for ever where it
     * counts none.
     */
    default long requests() {
        return 0;
    }
}
