package io.longshore.server.driver.ceph;

/**
 * What a cluster says of a storage's pool.
 *
 * @param fsid the cluster's id
 * @param pool the pool's name
 * @param storedBytes what all clients keep in the pool, before replication
 * @param availableBytes what it still takes, before replication; 0 where the cluster has not counted yet
 */
public record PoolFigures(String fsid, String pool, long storedBytes, long availableBytes) {
    /** What the pool holds and still takes, in bytes. */
    public long totalBytes() {
        return storedBytes + availableBytes;
    }
}
