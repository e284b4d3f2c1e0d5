/**
 * The small files of a storage: what it is, whose it is, which disks there are, what is in the trash. All but
 * format.json are protobuf (zstore.v1) in an {@link io.longshore.server.driver.record.Envelope}.
 */
@NullMarked
package io.longshore.server.driver.zstore.manifest;

import org.jspecify.annotations.NullMarked;
