package io.longshore.server.transfer;

import io.longshore.disk.DiskIdentity;
import org.jspecify.annotations.Nullable;

/** Reads a disk, or a range of it, in order: ahead of its caller, every block compared with its digest. For one thread at a time. */
@SuppressWarnings("DoNotCallSuggester") // until it reads
public final class DiskExport implements AutoCloseable {
    DiskExport() {}

    /** The whole disk. */
    public DiskIdentity disk() {
        throw new UnsupportedOperationException();
    }

    /**
     * The next run; null at the end. What the one before held is gone then.
     *
     * @throws io.longshore.server.failure.FailureException {@code DIGEST_MISMATCH} when stored bytes differ from their digest; {@code STORAGE_ERROR}
     */
    public @Nullable Run next() throws InterruptedException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
