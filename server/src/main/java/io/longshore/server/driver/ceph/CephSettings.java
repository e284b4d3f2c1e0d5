package io.longshore.server.driver.ceph;

import io.longshore.server.driver.ceph.client.ClusterSettings;
import java.util.UUID;

/**
 * Where a storage on Ceph lies, and who we are.
 *
 * @param deployment who we are: storages of other deployments are read-only
 * @param cluster how the cluster is reached
 * @param pool a replicated pool that has the application {@code rbd}
 * @param namespace a part of the pool, so that several storages can share it; empty for the part without a name
 */
public record CephSettings(UUID deployment, ClusterSettings cluster, String pool, String namespace) {}
