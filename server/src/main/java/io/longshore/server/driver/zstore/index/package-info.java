/**
 * Where each block and node lies: {@link io.longshore.server.driver.zstore.index.BlockIndex}, filled from the packs
 * themselves. A file outside the storage remembers what footers said, and may be deleted at any time.
 */
@NullMarked
package io.longshore.server.driver.zstore.index;

import org.jspecify.annotations.NullMarked;
