package io.longshore.server.content;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.task.Caller;
import java.util.List;
import java.util.Optional;

/**
 * Where the content of an image or a volume backup can be read.
 *
 * @param identity what its bytes are
 * @param format {@code qcow2}, {@code raw}, {@code iso} or {@code vmdk}
 * @param backupStorageUuids storages on which it is ready, at least one, the preferred first
 */
public record StoredContent(DiskIdentity identity, String format, List<String> backupStorageUuids) {
    public StoredContent {
        backupStorageUuids = List.copyOf(backupStorageUuids);
    }

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
