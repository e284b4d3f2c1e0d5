package io.longshore.client;

import io.longshore.v1.DiskIdentity;
import java.nio.file.Path;

/**
 * A file that was fetched and is equal to what is stored.
 *
 * @param path the file
 * @param identity that of its bytes, here and there
 * @param format how its bytes are laid out, such as {@code qcow2}
 * @param storageUuid where it was read
 * @param zeroBytes bytes of holes, which were not moved
 */
public record FetchedFile(Path path, DiskIdentity identity, String format, String storageUuid, long zeroBytes) {}
