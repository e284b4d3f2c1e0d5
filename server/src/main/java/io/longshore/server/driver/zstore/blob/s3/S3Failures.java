package io.longshore.server.driver.zstore.blob.s3;

import io.longshore.server.driver.StorageFullException;
import io.longshore.server.driver.zstore.blob.RemoteException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Set;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Turns what the client throws into what {@link io.longshore.server.driver.zstore.blob.BlobStore} promises. */
final class S3Failures {
    /** Codes that servers have for having no room; Amazon has none, since it has no end. */
    private static final Set<String> FULL =
            Set.of("QuotaExceeded", "XMinioStorageFull", "EntityTooLarge", "StorageFull", "InsufficientStorage");

    private S3Failures() {}

    /** Something that is asked of the server. */
    interface Request<T> {
        T send() throws IOException;
    }

    static <T> T ask(String key, Request<T> request) throws IOException {
        try {
            return request.send();
        } catch (S3Exception e) {
            throw answered(key, e);
        } catch (AbortedException e) {
            throw interrupted(e);
        } catch (SdkException e) {
            throw unanswered(key, e);
        } catch (UncheckedIOException e) {
            throw credentials(key, e);
        }
    }

    static boolean notFound(S3Exception failure) {
        return failure.statusCode() == 404;
    }

    /** The code of the error's body; empty where it has none, as in an answer to HEAD. */
    static String code(S3Exception failure) {
        var details = failure.awsErrorDetails();
        return details == null || details.errorCode() == null ? "" : details.errorCode();
    }

    private static IOException answered(String key, S3Exception failure) {
        var code = code(failure);
        int status = failure.statusCode();
        if (code.equals("NoSuchBucket")) {
            return new RemoteException("s3 NoSuchBucket", key + ": the bucket is gone", failure);
        }
        if (status == 404) {
            return caused(new NoSuchFileException(key), failure);
        }
        if (status == 412) {
            return caused(new FileAlreadyExistsException(key), failure);
        }
        if (status == 401 || status == 403) {
            return caused(
                    new AccessDeniedException(key, null, "refused by the server: http " + status + " " + code),
                    failure);
        }
        if (status == 507 || FULL.contains(code)) {
            return new StorageFullException(key + ": no room for more", failure);
        }
        boolean telling = status == 400 || status == 409;
        return new RemoteException(
                telling && !code.isEmpty() ? "s3 " + code : "http " + status,
                key + ": the server failed: " + (code.isEmpty() ? "no code" : code),
                failure);
    }

    /** The request did not get through, or its answer did not. */
    private static IOException unanswered(String key, SdkException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case UncheckedIOException secret -> {
                    return credentials(key, secret);
                }
                case ApiCallTimeoutException _, ApiCallAttemptTimeoutException _ -> {
                    return new RemoteException(RemoteException.TIMEOUT, key + ": no answer", failure);
                }
                case IOException io -> {
                    return broken(key, io);
                }
                default -> {
                    // look further in
                }
            }
        }
        return new IOException(key + ": " + failure.getMessage(), failure);
    }

    /** Secrets are the only thing that is looked up on the way. */
    private static IOException credentials(String key, UncheckedIOException failure) {
        return new IOException(key + ": credentials: " + failure.getMessage(), failure);
    }

    /** A connection that failed. */
    static IOException broken(String key, IOException failure) {
        return switch (failure) {
            case SocketTimeoutException _ ->
                new RemoteException(RemoteException.TIMEOUT, key + ": no answer: " + failure.getMessage(), failure);
            case InterruptedIOException _ -> failure;
            case javax.net.ssl.SSLPeerUnverifiedException _, javax.net.ssl.SSLHandshakeException _ -> failure;
            default ->
                new RemoteException(
                        RemoteException.CONNECTION, key + ": no connection: " + failure.getMessage(), failure);
        };
    }

    private static IOException interrupted(AbortedException failure) {
        Thread.currentThread().interrupt();
        var interrupted = new InterruptedIOException("interrupted while asking the server");
        interrupted.initCause(failure);
        return interrupted;
    }

    private static IOException caused(IOException failure, Throwable cause) {
        failure.initCause(cause);
        return failure;
    }
}
