package io.longshore.client;

import io.longshore.v1.DiskIdentity;
import java.nio.file.Path;

/**
 * A file or block device that begins with what is stored, byte for byte.
 *
 * @param path the file or device
 * @param identity that of the content; what the target has beyond it was not touched
 * @param format how its bytes are laid out, such as {@code raw}
 * @param storageUuid where it was read
 * @param writtenBytes what differed and was written, zeros included
 * @param fetchedBytes the part of that that was fetched: zeros are not
 */
public record OverwrittenFile(
        Path path, DiskIdentity identity, String format, String storageUuid, long writtenBytes, long fetchedBytes) {}
