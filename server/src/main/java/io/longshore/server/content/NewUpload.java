package io.longshore.server.content;

import java.util.Optional;

/**
 * What CreateUpload asks for; uuids and digests are in lower case and have the contract's shape.
 *
 * @param sizeBytes 1 to 64 TiB
 * @param dataBytes how many of them lie in blocks that are not all zeros, at most
 * @param uuid empty to make one
 * @param expectedRoot empty where none was given
 * @param expectedSha256 empty where none was given
 * @param omitsMd5 whether no MD5 is wanted
 */
public record NewUpload(
        String backupStorageUuid,
        long sizeBytes,
        long dataBytes,
        Optional<String> uuid,
        String expectedRoot,
        String expectedSha256,
        boolean omitsMd5) {}
