/**
 * librados and librbd in Java's terms: {@link io.longshore.server.driver.ceph.client.Rados} connects to a cluster, {@link
 * io.longshore.server.driver.ceph.client.RadosPool} has its objects and images, {@link
 * io.longshore.server.driver.ceph.client.RbdImage} one image's bytes. Knows nothing of disks and storages.
 *
 * <p>Every call ends: the library gives up on a silent monitor or OSD after the time that {@link
 * io.longshore.server.driver.ceph.client.ClusterSettings} names, and what was asked for asynchronously is waited for a little longer than that. A call that
 * may block leaves a virtual thread's carrier alone: it runs on a platform thread.
 */
@NullMarked
package io.longshore.server.driver.ceph.client;

import org.jspecify.annotations.NullMarked;
