package io.longshore.server.transfer;

import io.longshore.server.driver.Manifest;
import java.util.List;

/**
 * One task's writes of whole disks to one storage. {@link #copy}, then {@link #verify}, then {@link #publish} each disk's manifest: nothing is visible before that.
 * Started again after a crash it goes on: what was sealed is not sent again, and is read back with the rest.
 *
 * <p>Interruption is cancellation: a call stops within the time that a block takes, and what it wrote is left for the storage to reclaim. For one thread at a time.
 *
 * <p>All calls fail with a {@link io.longshore.server.failure.FailureException}: {@code DIGEST_MISMATCH} when stored bytes differ from their digest, {@code STORAGE_ERROR} or
 * {@code UNAVAILABLE} for what else a storage fails with; and with {@link DestinationFullException}.
 */
@SuppressWarnings("DoNotCallSuggester") // until it is there
public final class Transfer implements AutoCloseable {
    Transfer() {}

    /** Copies disks, one after the other, in a step {@code copy} whose total is the sum of their lengths; all is durable when it returns. Called once. */
    public void copy(List<DiskCopy> disks) throws InterruptedException {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads back what this and earlier attempts wrote, in a step {@code verify}.
     *
     * @return a receipt for each disk, in their order
     */
    public List<Receipt> verify() throws InterruptedException {
        throw new UnsupportedOperationException();
    }

    /** Makes a disk, or a group of backups, exist on the destination. */
    public void publish(Manifest manifest) throws InterruptedException {
        throw new UnsupportedOperationException();
    }

    /** Ends the session. What was published stays, and what was sealed stays for a later attempt. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
