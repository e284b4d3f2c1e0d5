/**
 * What storages keep about disks, as bytes: messages of zstore.v1 in an {@link io.longshore.server.driver.record.Envelope}. Every driver that keeps manifests
 * writes the same ones.
 */
@NullMarked
package io.longshore.server.driver.record;

import org.jspecify.annotations.NullMarked;
