package io.longshore.server.storage;

import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import java.util.Map;

/**
 * Lets work begin only where there is room for all that it may write. What is let in is reserved, in the transaction that starts the work, and given
 * back as it is written or turns out not to be needed; a reservation shrinks and never grows.
 *
 * <p>The holder of a reservation is the resource that its task holds for itself (an image, a backup, a group, an upload), so that the same work finds it
 * again after a crash. A reservation also says that its storage is in use: one byte of it stays to the end.
 */
public final class Admission {
    private static final long BLOCK_BYTES = 1 << 20;

    private final BackupStorages storages;
    private final StorageRegistry registry;

    public Admission(BackupStorages storages, StorageRegistry registry) {
        this.storages = storages;
        this.registry = registry;
    }

    /** The most that storing a disk can take, of which so many bytes are not whole blocks of zeros: blocks that can't be compressed, and the tree's nodes. */
    public static long upperBound(long actualSizeBytes) {
        // A block that lies alone has up to three nodes of 8 KiB above it, and every record a header and an entry in
        // its pack: below 1/32 of a block.
        return actualSizeBytes + actualSizeBytes / 32 + BLOCK_BYTES;
    }

    /**
     * Reserves room, or refuses with {@code STORAGE_FULL}.
     *
     * @param bytes what may be written at most; 0 is let in wherever it is
     */
    public void reserve(String holderUuid, BackupStorage storage, long bytes) {
        if (bytes > 0) { // else the storage need not be asked
            checkRoom(storage, bytes);
        }
        storages.reserve(holderUuid, storage.uuid(), Math.max(1, bytes));
    }

    private void checkRoom(BackupStorage storage, long bytes) {
        long available = registry.condition(storage).availableBytes();
        if (bytes > available) {
            throw new FailureException(
                    Reason.STORAGE_FULL,
                    "backup storage " + storage.name() + " (" + storage.uuid() + ") has " + available
                            + " bytes available (expected: >= " + bytes + ")",
                    Map.of(
                            "backupStorageUuid",
                            storage.uuid(),
                            "availableBytes",
                            Long.toString(available),
                            "neededBytes",
                            Long.toString(bytes)));
        }
    }

    /** Says what may still be written. */
    public void shrink(String holderUuid, String backupStorageUuid, long bytes) {
        storages.reserve(holderUuid, backupStorageUuid, Math.max(1, bytes));
    }

    /** Ends a reservation; one that is not there is ended already. */
    public void release(String holderUuid, String backupStorageUuid) {
        storages.reserve(holderUuid, backupStorageUuid, 0);
    }
}
