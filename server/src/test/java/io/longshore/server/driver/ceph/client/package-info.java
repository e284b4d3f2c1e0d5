/** The typed layer over librados and librbd. */
@NullMarked
package io.longshore.server.driver.ceph.client;

import org.jspecify.annotations.NullMarked;
