package io.longshore.server.storage;

import io.longshore.server.transfer.ForwardingMonitor;
import io.longshore.server.transfer.TransferMonitor;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Passes on what a transfer tells, and gives back what was reserved for it as its disks' bytes are stored, known or zeros. Only now and then, as each
 * time is a write to the catalog.
 */
public final class ShrinkingReservation extends ForwardingMonitor {
    private static final long EVERY_BYTES = 256L << 20;

    private final Admission admission;
    private final String holderUuid;
    private final String backupStorageUuid;
    private final AtomicLong reserved;
    private volatile long laterBytes;

    /** @param reservedBytes what the holder has reserved on the storage */
    public ShrinkingReservation(
            TransferMonitor monitor,
            Admission admission,
            String holderUuid,
            String backupStorageUuid,
            long reservedBytes) {
        super(monitor);
        this.admission = admission;
        this.holderUuid = holderUuid;
        this.backupStorageUuid = backupStorageUuid;
        this.reserved = new AtomicLong(reservedBytes);
    }

    /**
     * Reserves anew, in a transaction of the caller's, for what turns out to be bigger or smaller than was thought; {@code STORAGE_FULL} where there is no room.
     *
     * @param nextBytes for the disks that are copied next
     * @param laterBytes for those after them
     */
    boolean renew(OpenStorages storages, long nextBytes, long laterBytes) {
        admission.release(holderUuid, backupStorageUuid); // the guess, which would count as taken
        storages.reserve(holderUuid, backupStorageUuid, nextBytes + laterBytes);
        later(nextBytes + laterBytes, laterBytes);
        return true;
    }

    /** Of what is reserved, so much is for disks that are not in the next copy. */
    public void later(long reservedBytes, long bytes) {
        laterBytes = bytes;
        reserved.set(reservedBytes);
    }

    /** So many bytes of disks are still to be dealt with. */
    private void remaining(long bytes) {
        long needed = Admission.upperBound(bytes) + laterBytes;
        long before = reserved.get();
        if (needed <= before - EVERY_BYTES && reserved.compareAndSet(before, needed)) {
            admission.shrink(holderUuid, backupStorageUuid, needed);
        }
    }

    @Override
    public StepProgress step(String name, OptionalLong bytesTotal) {
        var progress = super.step(name, bytesTotal);
        return name.equals("copy") ? new Shrinking(progress, bytesTotal) : progress;
    }

    /** A step whose bytes, once done, need no room any more. */
    private final class Shrinking implements StepProgress {
        private final StepProgress progress;
        private final AtomicLong left;

        Shrinking(StepProgress progress, OptionalLong bytesTotal) {
            this.progress = progress;
            this.left = new AtomicLong(bytesTotal.orElse(Long.MAX_VALUE / 2));
        }

        @Override
        public void done(long bytes) {
            progress.done(bytes);
            remaining(left.addAndGet(-bytes));
        }

        @Override
        public void skipped(long bytes) {
            progress.skipped(bytes);
            remaining(left.addAndGet(-bytes));
        }

        @Override
        public void total(long bytesTotal) {
            progress.total(bytesTotal);
        }

        @Override
        public void end() {
            progress.end();
        }

        @Override
        public void close() {
            progress.close();
        }
    }
}
