/** The Ceph driver against real clusters of one node each, which {@link io.longshore.server.driver.ceph.CephCluster} starts and ends. */
@NullMarked
package io.longshore.server.driver.ceph;

import org.jspecify.annotations.NullMarked;
