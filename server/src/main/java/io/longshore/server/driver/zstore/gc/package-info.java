/**
 * Garbage collection: what no manifest names is marked, its packs are condemned by an epoch, what is still live in them is
 * written again, and they are deleted. {@link io.longshore.server.driver.zstore.gc.Reclaimer} has the order.
 */
@NullMarked
package io.longshore.server.driver.zstore.gc;

import org.jspecify.annotations.NullMarked;
