package io.longshore.server.content;

import java.util.Optional;

/**
 * What CreateUpload asks for; uuids and digests are in lower case and have the contract's shape.
 *
 * @param sizeBytes 1 to 64 TiB
 * @param uuid empty to make one
 * @param expectedRoot empty where none was given
 * @param expectedSha256 empty where none was given
 */
public record NewUpload(
        String backupStorageUuid, long sizeBytes, Optional<String> uuid, String expectedRoot, String expectedSha256) {}
