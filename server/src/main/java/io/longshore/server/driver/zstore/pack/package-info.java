/**
 * Packs: the files that blocks and nodes lie in. A pack is written once by a {@link
 * io.longshore.server.driver.zstore.pack.PackWriter}, from start to end; {@code docs/zstore-format.md} has the bytes.
 */
@NullMarked
package io.longshore.server.driver.zstore.pack;

import org.jspecify.annotations.NullMarked;
