/**
 * What every storage of disks must do, and what its callers may rely on. A driver's author starts at {@link
 * io.longshore.server.driver.StorageDriver}; blocks cross this border as {@link
 * io.longshore.server.driver.EncodedBlock}s, made and opened by the {@link io.longshore.server.driver.BlockCodec}.
 */
@NullMarked
package io.longshore.server.driver;

import org.jspecify.annotations.NullMarked;
