package io.longshore.server.content;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.transfer.DiskExport;

/**
 * A read that has begun.
 *
 * @param identity what the whole content is
 * @param format how its bytes are laid out
 * @param offset the first byte that follows
 * @param length how many bytes follow
 * @param backupStorageUuid the storage that is read
 * @param bytes gives them, in order
 */
public record Reading(
        DiskIdentity identity, String format, long offset, long length, String backupStorageUuid, DiskExport bytes)
        implements AutoCloseable {
    @Override
    public void close() {
        bytes.close();
    }
}
