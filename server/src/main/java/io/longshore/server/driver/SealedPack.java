package io.longshore.server.driver;

/**
 * What a storage makes durable at once, and so the unit of checkpoints and of reading back. For zstore a pack file; for
 * Ceph a range of an image.
 *
 * @param name names it within the storage; opaque, at most 200 characters
 * @param blocks blocks in it
 * @param nodes nodes in it
 * @param plainBytes bytes of those before compression
 * @param storedBytes bytes that it takes on the storage
 */
public record SealedPack(String name, int blocks, int nodes, long plainBytes, long storedBytes) {}
