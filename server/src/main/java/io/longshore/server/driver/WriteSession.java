package io.longshore.server.driver;

import java.io.IOException;
import java.util.List;
import java.util.UUID;

/**
 * One task's writes to a storage, of as many disks as it needs. The order: put blocks, put nodes after their children,
 * {@link #seal}, read back, {@link #publish}. Thread-safe, but for {@link #close}, which comes after all else ended.
 *
 * <p>After a write has failed the session is broken: every further call fails with the same cause, and only closing is
 * left to do.
 */
public interface WriteSession extends AutoCloseable {
    /** Starts, or goes on with, the disk of a resource, whose length never changes. */
    DiskWriter openDisk(UUID uuid, long lengthBytes) throws IOException, InterruptedException;

    /** Returns when everything put so far is durable. */
    void seal() throws IOException, InterruptedException;

    /** What this session sealed, and what {@link WriteRequest#sealed} named and is still there, oldest first. */
    List<SealedPack> sealed();

    /**
     * Whether what earlier sessions of this task found on the storage still stands. Where it does not, a checkpoint is void but for its list of packs: each
     * block and node is to be looked up again.
     */
    default boolean leaseKept() {
        return true;
    }

    /**
     * Bytes of blocks, before compression, that earlier sessions of this task put and did not seal, as far as what they left behind shows: a crash lost
     * them, and they are put again. Each is told once, to the session that cleared it away.
     */
    default long lostBytes() {
        return 0;
    }

    /**
     * Reads one of {@link #sealed} from the storage and compares all of it with its digests. Runs on the caller's
     * thread; callers use several.
     *
     * @param pace is asked for the stored bytes, as they are read
     * @throws CorruptBlockException when the storage did not keep what was put
     */
    ReadBack readBack(SealedPack pack, Pace pace) throws IOException;

    /** As {@link #readBack(SealedPack, Pace)}, as fast as it can. */
    default ReadBack readBack(SealedPack pack) throws IOException {
        return readBack(pack, Pace.FREE);
    }

    /**
     * Whether the storage compares what is put with checksums as it takes it in, and its user lets that count: then reading back a sample of {@link #sealed}
     * is enough, and the others are only to be confirmed.
     */
    default boolean comparedChecksums() throws IOException {
        return false;
    }

    /**
     * Asks the storage whether one of {@link #sealed} is there, whole, without reading it.
     *
     * @throws CorruptBlockException when it is not
     */
    default void confirm(SealedPack pack) throws IOException {
        readBack(pack);
    }

    /**
     * Makes a disk, or a group of backups, exist. Seals first.
     *
     * @throws NoSuchDiskException when the disk is not whole on this storage
     * @throws java.nio.file.FileAlreadyExistsException when a manifest has this key already
     * @throws ReadOnlyStorageException when another deployment has taken the storage over
     */
    void publish(Manifest manifest) throws IOException, InterruptedException;

    /** Ends the session. What was not sealed is gone, what was sealed stays and is found by a later attempt. */
    @Override
    void close() throws IOException;
}
