/**
 * zstore: disks as packs of compressed blocks, each stored once, on anything that keeps blobs. {@link
 * io.longshore.server.driver.zstore.Zstore} makes and opens one; {@code docs/zstore-format.md} has the bytes.
 */
@NullMarked
package io.longshore.server.driver.zstore;

import org.jspecify.annotations.NullMarked;
