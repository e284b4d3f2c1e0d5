package io.longshore.server.driver;

import java.util.OptionalLong;

/**
 * How full a storage is, in bytes.
 *
 * @param used packs and manifests that are there, garbage included
 * @param reclaimable what the last look for garbage found, and deletions since may have added to; empty before the first
 * @param total the size of what the storage lies on, shared with whatever else lies there
 * @param free what the system would still let us write there
 */
public record StorageUsage(long used, OptionalLong reclaimable, OptionalLong total, OptionalLong free) {}
