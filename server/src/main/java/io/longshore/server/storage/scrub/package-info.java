/**
 * Reading all of a storage and healing it: {@link io.longshore.server.storage.scrub.VerifyBackupStorage} is the operation, {@link
 * io.longshore.server.storage.scrub.Scrub} reads, {@link io.longshore.server.storage.scrub.TreeRepair} finds whom damage hurts and mends it.
 */
@NullMarked
package io.longshore.server.storage.scrub;

import org.jspecify.annotations.NullMarked;
