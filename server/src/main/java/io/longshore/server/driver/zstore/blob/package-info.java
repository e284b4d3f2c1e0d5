/** Where zstore's files lie: a small interface, {@link io.longshore.server.driver.zstore.blob.BlobStore}, and a folder behind it. */
@NullMarked
package io.longshore.server.driver.zstore.blob;

import org.jspecify.annotations.NullMarked;
