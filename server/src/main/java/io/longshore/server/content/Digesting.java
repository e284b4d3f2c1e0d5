package io.longshore.server.content;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.transfer.DiskDigests;

/**
 * The digests of a content's blocks, about to be told.
 *
 * @param identity what the whole content is
 * @param format how its bytes are laid out
 * @param offset the first byte of the first block that is told of
 * @param backupStorageUuid the storage that is read
 * @param digests gives them, in order
 */
public record Digesting(
        DiskIdentity identity, String format, long offset, String backupStorageUuid, DiskDigests digests)
        implements AutoCloseable {
    @Override
    public void close() {
        digests.close();
    }
}
