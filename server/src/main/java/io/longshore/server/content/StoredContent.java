package io.longshore.server.content;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.task.Caller;
import java.util.List;
import java.util.Optional;

/**
 * Where the content of an image or a volume backup can be read.
 *
 * @param copies storages on which it is ready, at least one, the preferred first
 */
public record StoredContent(List<Copy> copies) {
    public StoredContent {
        copies = List.copyOf(copies);
    }

    /** One whose bytes are the same on all these storages. */
    public static StoredContent of(DiskIdentity identity, String format, List<String> backupStorageUuids) {
        return new StoredContent(backupStorageUuids.stream()
                .map(uuid -> new Copy(uuid, identity, format))
                .toList());
    }

    /**
     * The content on one storage.
     *
     * @param identity what its bytes are there
     * @param format {@code qcow2}, {@code raw}, {@code iso} or {@code vmdk}
     */
    public record Copy(String backupStorageUuid, DiskIdentity identity, String format) {}

    /** Finds contents; one for images, one for volume backups. */
    public interface Finder {
        /**
         * The content of a resource, as far as the caller may read it.
         *
         * @param backupStorageUuid the only storage to read from, where one was named
         * @throws io.longshore.server.failure.FailureException {@code …_NOT_FOUND}, {@code …_NOT_ON_STORAGE}, {@code …_NOT_READY}, {@code PERMISSION_DENIED}
         */
        StoredContent find(Caller caller, String uuid, Optional<String> backupStorageUuid);
    }
}
