package io.longshore.server.content;

import io.longshore.disk.DiskIdentity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Bytes on their way into a storage.
 *
 * @param sizeBytes how many will come
 * @param committedBytes how many, from the front, a crash can't lose any more
 * @param expectedRoot the root that the content must have; empty where none was given
 * @param expectedSha256 the SHA-256 that the content must have; empty where none was given
 * @param identity the content's, once complete; null before
 * @param md5Sum the content's, where it was taken on the way; null otherwise
 * @param actualSizeBytes bytes so far that are not whole blocks of zeros
 */
public record Upload(
        String uuid,
        String accountUuid,
        String backupStorageUuid,
        long sizeBytes,
        long committedBytes,
        State state,
        String expectedRoot,
        String expectedSha256,
        @Nullable DiskIdentity identity,
        @Nullable String md5Sum,
        long actualSizeBytes,
        Instant createTime,
        Instant expireTime) {
    /** Where an upload stands. */
    public enum State {
        WRITING,
        COMPLETE,
        PUBLISHED
    }
}
