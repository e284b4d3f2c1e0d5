/**
 * Blobs as files on a host that is reached by SFTP. Start at
 * {@link io.longshore.server.driver.zstore.blob.sftp.SftpBlobStore}.
 */
@NullMarked
package io.longshore.server.driver.zstore.blob.sftp;

import org.jspecify.annotations.NullMarked;
