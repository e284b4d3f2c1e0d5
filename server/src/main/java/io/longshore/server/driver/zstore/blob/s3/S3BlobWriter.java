package io.longshore.server.driver.zstore.blob.s3;

import io.longshore.server.driver.zstore.blob.BlobWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Writes one object. What fits into a part is one put; more goes up in parts as it comes, and is visible once the server is
 * told to put them together. Each part is kept until the server has acknowledged it, so that any call can be made again.
 */
final class S3BlobWriter implements BlobWriter {
    /** Above S3's floor of 5 MiB for all parts but the last; a pack is four or five of these. */
    static final int PART_BYTES = 8 << 20;

    private final S3BlobStore store;
    private final String key;
    private final PartBuffer part = new PartBuffer();
    private final List<CompletedPart> parts = new ArrayList<>();
    private @Nullable String upload;
    private long total;

    /** A commit was sent whose answer did not come. */
    private boolean uncertain;

    private boolean done;

    S3BlobWriter(S3BlobStore store, String key) {
        this.store = store;
        this.key = key;
    }

    @Override
    public void write(ByteBuffer... buffers) throws IOException {
        if (part.length() >= PART_BYTES) {
            sendPart(); // before anything is taken over: a call that fails has taken nothing
        }
        int before = part.length();
        part.append(buffers);
        total += part.length() - before;
    }

    private void sendPart() throws IOException {
        var started = upload;
        if (started == null) {
            started = S3Failures.ask(
                    key,
                    () -> store.client()
                            .createMultipartUpload(request -> request.bucket(store.bucket())
                                    .key(key)
                                    .checksumAlgorithm(ChecksumAlgorithm.CRC32_C))
                            .uploadId());
            upload = started;
        }
        var id = started;
        int number = parts.size() + 1;
        var crc = part.crc32c();
        var sent = S3Failures.ask(
                key,
                () -> store.client()
                        .uploadPart(
                                request -> request.bucket(store.bucket())
                                        .key(key)
                                        .uploadId(id)
                                        .partNumber(number)
                                        .checksumCRC32C(crc),
                                part.body()));
        parts.add(CompletedPart.builder()
                .partNumber(number)
                .eTag(sent.eTag())
                .checksumCRC32C(crc)
                .build());
        part.clear();
    }

    /** The last part; a blob of one part is sent with the commit alone, for it would be visible at once. */
    @Override
    public void flush() throws IOException {
        if (upload != null && part.length() > 0) {
            sendPart();
        }
    }

    @Override
    public void commit() throws IOException {
        flush();
        try {
            if (upload == null) {
                store.put(key, part);
            } else {
                complete(upload);
            }
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            if (!uncertain || store.size(key).orElse(-1) != total) {
                throw e;
            }
            // an earlier try got through: nobody else draws this name
        } catch (IOException e) {
            uncertain = true;
            throw e;
        }
        done = true;
        part.clear();
    }

    private void complete(String id) throws IOException {
        S3Failures.ask(
                key,
                () -> store.client()
                        .completeMultipartUpload(request -> request.bucket(store.bucket())
                                .key(key)
                                .uploadId(id)
                                .ifNoneMatch("*")
                                .multipartUpload(all -> all.parts(parts))));
    }

    @Override
    public void close() throws IOException {
        if (done) {
            return;
        }
        var started = upload;
        if (started != null) {
            store.abort(key, started);
        }
        done = true;
    }
}
