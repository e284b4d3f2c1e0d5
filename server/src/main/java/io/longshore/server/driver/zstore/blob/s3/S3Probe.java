package io.longshore.server.driver.zstore.blob.s3;

import io.longshore.server.driver.zstore.blob.RemoteException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Finds out what a server and a bucket do that a storage can't live with, or lives with less well. */
final class S3Probe {
    static final String NO_CONDITIONS =
            "conditional puts are not honoured: two deployments could take this storage at the same time";
    static final String NO_CHECKSUMS = "checksums are not compared: all that is written is read back";
    static final String VERSIONS = "the bucket keeps versions: what is deleted goes on taking space";
    static final String LOCKS = "the bucket locks objects: space can't be reclaimed before the locks end";
    static final String EXPIRY = "the bucket has rules by which objects expire: they would destroy disks";

    private final S3BlobStore store;
    private final String prefix;

    /** @param prefix what the names of objects begin with that are written and removed */
    S3Probe(S3BlobStore store, String prefix) {
        this.store = store;
        this.prefix = prefix;
    }

    /** What was found out. */
    record Findings(boolean comparesChecksums, List<String> shortcomings) {
        Findings {
            shortcomings = List.copyOf(shortcomings);
        }
    }

    Findings run() throws IOException {
        var found = new ArrayList<String>();
        boolean checksums = comparesChecksums();
        note(!honoursConditions(), NO_CONDITIONS, found);
        note(!checksums, NO_CHECKSUMS, found);
        note(keepsVersions(), VERSIONS, found);
        note(locksObjects(), LOCKS, found);
        note(letsExpire(), EXPIRY, found);
        return new Findings(checksums, found);
    }

    private static void note(boolean so, String sentence, List<String> found) {
        if (so) {
            found.add(sentence);
        }
    }

    /** Whether an object is not replaced by a put that asks for that. */
    boolean honoursConditions() throws IOException {
        var object = prefix + UUID.randomUUID();
        store.put(object, oneByte());
        try {
            store.put(object, oneByte());
            return false;
        } catch (FileAlreadyExistsException _) {
            return true;
        } finally {
            store.remove(object);
        }
    }

    /** Whether an object is refused that comes with another one's checksum. */
    boolean comparesChecksums() throws IOException {
        var object = prefix + UUID.randomUUID();
        try {
            store.put(object, oneByte(), new PartBuffer().crc32c());
        } catch (RemoteException e) {
            // a refusal, of which only the code varies from server to server
            if (e.code().startsWith("s3 ") || e.code().equals("http 400")) {
                return true;
            }
            throw e;
        }
        store.remove(object);
        return false;
    }

    private static PartBuffer oneByte() {
        var content = new PartBuffer();
        content.append(ByteBuffer.wrap(new byte[] {1}));
        return content;
    }

    boolean keepsVersions() throws IOException {
        return told(() -> store.client()
                        .getBucketVersioning(request -> request.bucket(store.bucket()))
                        .status()
                == BucketVersioningStatus.ENABLED);
    }

    boolean locksObjects() throws IOException {
        return told(() -> store.client()
                        .getObjectLockConfiguration(request -> request.bucket(store.bucket()))
                        .objectLockConfiguration()
                != null);
    }

    boolean letsExpire() throws IOException {
        return told(() ->
                store
                        .client()
                        .getBucketLifecycleConfiguration(request -> request.bucket(store.bucket()))
                        .rules()
                        .stream()
                        .anyMatch(rule -> rule.status() == ExpirationStatus.ENABLED && rule.expiration() != null));
    }

    private boolean told(S3Failures.Request<Boolean> question) throws IOException {
        return S3Failures.ask(prefix, () -> {
            try {
                return question.send();
            } catch (S3Exception e) {
                if (e.statusCode() >= 500 && e.statusCode() != 501) {
                    throw e;
                }
                return false; // not set, not known to this server, or not for us to ask
            }
        });
    }
}
