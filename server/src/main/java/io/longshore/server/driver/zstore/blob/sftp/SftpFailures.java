package io.longshore.server.driver.zstore.blob.sftp;

import io.longshore.server.driver.StorageFullException;
import io.longshore.server.driver.zstore.blob.RemoteException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;

/** Turns what the client throws into what {@link io.longshore.server.driver.zstore.blob.BlobStore} promises. */
final class SftpFailures {
    private SftpFailures() {}

    static IOException of(String path, IOException failure, boolean connected) {
        return switch (failure) {
            case SftpException refused -> refused(path, refused);
            case RemoteException _, FileSystemException _, InterruptedIOException _ -> failure;
            case EOFException _ when connected -> caused(new EOFException(path + ": " + failure.getMessage()), failure);
            default -> new RemoteException(RemoteException.CONNECTION, path + ": " + failure.getMessage(), failure);
        };
    }

    /** Version 3 of the protocol, which is most servers', has the first four of these alone. */
    private static IOException refused(String path, SftpException failure) {
        return switch (failure.getStatus()) {
            case SftpConstants.SSH_FX_NO_SUCH_FILE, SftpConstants.SSH_FX_NO_SUCH_PATH ->
                caused(new NoSuchFileException(path), failure);
            case SftpConstants.SSH_FX_PERMISSION_DENIED, SftpConstants.SSH_FX_WRITE_PROTECT ->
                caused(new AccessDeniedException(path, null, "refused by the server"), failure);
            case SftpConstants.SSH_FX_NO_SPACE_ON_FILESYSTEM, SftpConstants.SSH_FX_QUOTA_EXCEEDED ->
                new StorageFullException(path + ": no room for more", failure);
            case SftpConstants.SSH_FX_FILE_ALREADY_EXISTS -> caused(new FileAlreadyExistsException(path), failure);
            default ->
                new RemoteException(
                        "sftp " + failure.getStatus(), path + ": the server failed: " + failure.getMessage(), failure);
        };
    }

    private static IOException caused(IOException failure, Throwable cause) {
        failure.initCause(cause);
        return failure;
    }
}
