/**
 * Where zstore's files lie: a small interface, {@link io.longshore.server.driver.zstore.blob.BlobStore}, with a folder behind
 * it, a bucket or a folder on another host. Trying again, limiting the rate and measuring are wrappers around any of them.
 */
@NullMarked
package io.longshore.server.driver.zstore.blob;

import org.jspecify.annotations.NullMarked;
