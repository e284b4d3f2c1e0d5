package io.longshore.server.driver;

/**
 * What a cluster last said of the pool that a storage lies in.
 *
 * @param usedBytes what all clients keep there, each byte counted once
 * @param availableBytes what still fits in
 * @param replicas copies that the cluster keeps of each object; 0 where it did not tell
 */
public record PoolUsage(long usedBytes, long availableBytes, int replicas) {}
