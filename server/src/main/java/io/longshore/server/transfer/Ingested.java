package io.longshore.server.transfer;

import io.longshore.disk.DiskIdentity;
import java.util.Optional;

/**
 * What an ingest has come to.
 *
 * @param identity what the bytes are
 * @param md5 their MD5, 32 lower-case hexadecimal digits, where it could be taken on the way; see {@link DiskIngest}
 * @param sha256 their SHA-256, 64 lower-case hexadecimal digits, where it was asked for and no crash came between
 * @param actualSizeBytes bytes that are not whole blocks of zeros
 */
public record Ingested(DiskIdentity identity, Optional<String> md5, Optional<String> sha256, long actualSizeBytes) {}
