package io.longshore.server.content;

import io.longshore.disk.DiskIdentity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Bytes on their way into a storage.
 *
 * @param sizeBytes how many will come
 * @param dataBytes how many of them lie in blocks that are not all zeros, at most, as its sender says
 * @param committedBytes how many, from the front, a crash can't lose any more
 * @param expectedRoot the root that the content must have; empty where none was given
 * @param expectedSha256 the SHA-256 that the content must have; empty where none was given
 * @param omitsMd5 whether its sender can do without {@code md5Sum}
 * @param identity the content's, once complete; null before
 * @param md5Sum the content's, where it was taken on the way; null otherwise
 * @param actualSizeBytes bytes so far that are not whole blocks of zeros
 */
public record Upload(
        String uuid,
        String accountUuid,
        String backupStorageUuid,
        long sizeBytes,
        long dataBytes,
        long committedBytes,
        State state,
        String expectedRoot,
        String expectedSha256,
        boolean omitsMd5,
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

    /** The same, with more bytes that can't be lost, or with fewer where they were after all. */
    Upload committed(long bytes, long actual, Instant expire) {
        var still = bytes < sizeBytes ? State.WRITING : state;
        var same = bytes < sizeBytes ? null : identity;
        return with(still, bytes, same, md5Sum, actual, expire);
    }

    /** The same, with all bytes there. */
    Upload complete(DiskIdentity content, @Nullable String md5, long actual, Instant expire) {
        return with(State.COMPLETE, sizeBytes, content, md5, actual, expire);
    }

    /** The same, having become something. */
    Upload published() {
        return with(State.PUBLISHED, committedBytes, identity, md5Sum, actualSizeBytes, expireTime);
    }

    private Upload with(
            State changed,
            long committed,
            @Nullable DiskIdentity content,
            @Nullable String md5,
            long actual,
            Instant expire) {
        return new Upload(
                uuid,
                accountUuid,
                backupStorageUuid,
                sizeBytes,
                dataBytes,
                committed,
                changed,
                expectedRoot,
                expectedSha256,
                omitsMd5,
                content,
                md5,
                actual,
                createTime,
                expire);
    }
}
