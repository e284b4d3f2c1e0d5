/**
 * Blobs as objects in a bucket of S3, or of whatever speaks its protocol. Start at
 * {@link io.longshore.server.driver.zstore.blob.s3.S3BlobStore}.
 */
@NullMarked
package io.longshore.server.driver.zstore.blob.s3;

import org.jspecify.annotations.NullMarked;
