package io.longshore.server.storage;

import io.longshore.server.driver.StorageUsage;
import java.util.OptionalLong;

/**
 * What a storage takes and still can take, in bytes.
 *
 * @param totalBytes the lower of its limit and what its file system has for it
 * @param availableBytes what new work may still ask for, at least 0
 */
record StorageCapacity(
        long totalBytes, long availableBytes, long usedBytes, long reclaimableBytes, long reservedBytes) {
    /** @param reserveBytes what new work never gets */
    static StorageCapacity of(StorageUsage usage, OptionalLong limitBytes, long reservedBytes, long reserveBytes) {
        // What others keep on the same file system is not for us: only what is used by us or by nobody.
        long onFileSystem =
                usage.free().isPresent() ? usage.used() + usage.free().getAsLong() : Long.MAX_VALUE;
        long total = Math.min(limitBytes.orElse(Long.MAX_VALUE), onFileSystem);
        long available = Math.max(0, total - usage.used() - reservedBytes - reserveBytes);
        return new StorageCapacity(
                total, available, usage.used(), usage.reclaimable().orElse(0), reservedBytes);
    }
}
