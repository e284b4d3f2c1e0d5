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
    private final S3BlobStore store;
    private final String prefix;
    private final List<String> found = new ArrayList<>();

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
        tryWrites();
        boolean checksums = comparesChecksums();
        if (!checksums) {
            found.add("checksums are not compared: all that is written has to be read back");
        }
        lookAtBucket();
        return new Findings(checksums, found);
    }

    /** Whether an object is refused that comes with another one's checksum. */
    private boolean comparesChecksums() throws IOException {
        var object = prefix + UUID.randomUUID();
        var content = new PartBuffer();
        content.append(ByteBuffer.wrap(new byte[] {1}));
        try {
            store.put(object, content, new PartBuffer().crc32c());
        } catch (RemoteException e) {
            if (e.code().startsWith("s3 ")) { // an answer, of which only the code varies from server to server
                return true;
            }
            throw e;
        }
        store.remove(object);
        return false;
    }

    private void tryWrites() throws IOException {
        var object = prefix + UUID.randomUUID();
        var content = new PartBuffer();
        content.append(ByteBuffer.wrap(new byte[] {1}));
        store.put(object, content);
        try {
            store.put(object, content);
            found.add("conditional puts are not honoured: two deployments could take this storage at the same time");
        } catch (FileAlreadyExistsException _) {
            // as it should be
        } finally {
            store.remove(object);
        }
    }

    private void lookAtBucket() throws IOException {
        note(
                () -> store.client()
                                .getBucketVersioning(request -> request.bucket(store.bucket()))
                                .status()
                        == BucketVersioningStatus.ENABLED,
                "the bucket keeps versions: what is deleted goes on taking space");
        note(
                () -> store.client()
                                .getObjectLockConfiguration(request -> request.bucket(store.bucket()))
                                .objectLockConfiguration()
                        != null,
                "the bucket locks objects: space can't be reclaimed before the locks end");
        note(
                () ->
                        store
                                .client()
                                .getBucketLifecycleConfiguration(request -> request.bucket(store.bucket()))
                                .rules()
                                .stream()
                                .anyMatch(
                                        rule -> rule.status() == ExpirationStatus.ENABLED && rule.expiration() != null),
                "the bucket has rules by which objects expire: they would destroy disks");
    }

    private void note(S3Failures.Request<Boolean> question, String sentence) throws IOException {
        boolean so = S3Failures.ask(prefix, () -> {
            try {
                return question.send();
            } catch (S3Exception e) {
                if (e.statusCode() >= 500 && e.statusCode() != 501) {
                    throw e;
                }
                return false; // not set, not known to this server, or not for us to ask
            }
        });
        if (so) {
            found.add(sentence);
        }
    }
}
