package io.longshore.server.storage;

import io.longshore.server.driver.PoolUsage;
import java.util.Optional;

/**
 * What is true of a storage now.
 *
 * @param connected whether it answers
 * @param reason why it does not; empty while it does
 * @param durability what it promises, in words
 * @param clusterId the cluster that it lies in, as that calls itself; empty where it lies in none, or never answered
 * @param pool what its cluster last told of its pool; empty where it lies in none, or never answered
 * @param totalBytes what it may hold in all
 * @param availableBytes what a new task may still ask for
 * @param usedBytes packs and manifests that are there
 * @param reclaimableBytes the part of that which ReclaimSpace would give back, as far as known
 * @param reservedBytes what running tasks may still write
 */
public record StorageCondition(
        boolean connected,
        String reason,
        String durability,
        String clusterId,
        Optional<PoolUsage> pool,
        long totalBytes,
        long availableBytes,
        long usedBytes,
        long reclaimableBytes,
        long reservedBytes) {}
