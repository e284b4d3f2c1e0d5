package io.longshore.server.driver.zstore.blob.s3;

import io.longshore.server.driver.promise.Trial;
import io.longshore.server.driver.zstore.blob.BlobInfo;
import io.longshore.server.driver.zstore.blob.BlobKey;
import io.longshore.server.driver.zstore.blob.BlobSpace;
import io.longshore.server.driver.zstore.blob.BlobStore;
import io.longshore.server.driver.zstore.blob.BlobStream;
import io.longshore.server.driver.zstore.blob.BlobWriter;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Blobs as objects of one bucket below one prefix. Every write brings a CRC-32C, which the server checks before it
 * acknowledges, and {@code If-None-Match}, so that no key is written twice where the server knows that header.
 *
 * <p>What a crash leaves unfinished are parts of uploads: they can't be read, so {@link #removeUnfinished} removes them
 * unseen. How much room there is, S3 does not tell.
 */
public final class S3BlobStore implements BlobStore {
    private final S3Settings settings;
    private final S3Connection connection;
    private final ReentrantLock probing = new ReentrantLock();
    private S3Probe.@Nullable Findings findings;

    /** Makes the client; asks the server nothing yet. */
    public S3BlobStore(S3Settings settings) throws IOException {
        this.settings = settings;
        this.connection = new S3Connection(settings);
    }

    /**
     * Looks whether the place is fit to hold blobs.
     *
     * @param mayHold names that may be there already
     * @throws FileAlreadyExistsException when anything else is there: blobs never go among a user's objects
     */
    public void prepare(Set<String> mayHold) throws IOException {
        var prefix = settings.prefix().isEmpty() ? "" : object("");
        var page = S3Failures.ask(
                prefix,
                () -> client().listObjectsV2(request ->
                        request.bucket(bucket()).prefix(prefix).delimiter("/")));
        var names = Stream.concat(
                page.contents().stream().map(object -> object.key()),
                page.commonPrefixes().stream().map(folder -> folder.prefix()));
        var foreign = names.filter(name ->
                        !mayHold.contains(name.substring(prefix.length()).replace("/", "")))
                .findFirst();
        if (foreign.isPresent()) {
            throw new FileAlreadyExistsException(
                    bucket() + "/" + foreign.get(), null, "in the way (expected: an empty prefix)");
        }
    }

    S3Client client() {
        return connection.client();
    }

    String bucket() {
        return settings.bucket();
    }

    private String object(String path) {
        return settings.prefix().isEmpty() ? path : settings.prefix() + "/" + path;
    }

    @Override
    public OptionalLong size(BlobKey key) throws IOException {
        return size(object(key.path()));
    }

    OptionalLong size(String object) throws IOException {
        try {
            return OptionalLong.of(S3Failures.ask(
                            object,
                            () -> client().headObject(
                                            request -> request.bucket(bucket()).key(object)))
                    .contentLength());
        } catch (NoSuchFileException _) {
            return OptionalLong.empty();
        }
    }

    @Override
    public void read(BlobKey key, long offset, ByteBuffer target) throws IOException {
        var object = object(key.path());
        if (!target.hasRemaining()) {
            size(object).orElseThrow(() -> new NoSuchFileException(object));
            return;
        }
        long last = offset + target.remaining() - 1;
        try (var answer = get(object, "bytes=" + offset + "-" + last)) {
            long length = answer.response().contentLength();
            if (length != target.remaining()) {
                answer.abort();
                throw new EOFException(
                        key + ": " + length + " bytes from " + offset + " on (expected: " + target.remaining() + ")");
            }
            S3BlobStream.fill(object, answer, target);
        }
    }

    private ResponseInputStream<GetObjectResponse> get(String object, @Nullable String range) throws IOException {
        return S3Failures.ask(object, () -> {
            try {
                return client().getObject(
                                request -> request.bucket(bucket()).key(object).range(range));
            } catch (S3Exception e) {
                if (e.statusCode() == 416) {
                    throw new EOFException(object + ": ends before " + range);
                }
                throw e;
            }
        });
    }

    @Override
    public BlobStream stream(BlobKey key) throws IOException {
        var object = object(key.path());
        return new S3BlobStream(object, get(object, null));
    }

    @Override
    public BlobWriter create(BlobKey key, String writer) throws IOException {
        if (size(key).isPresent()) {
            throw new FileAlreadyExistsException(key.path());
        }
        return new S3BlobWriter(this, object(key.path()));
    }

    @Override
    public boolean putIfAbsent(BlobKey key, byte[] content) throws IOException {
        if (size(key).isPresent()) {
            return false; // also for servers that would not notice
        }
        var part = new PartBuffer();
        part.append(ByteBuffer.wrap(content));
        try {
            put(object(key.path()), part);
            return true;
        } catch (FileAlreadyExistsException _) {
            return false;
        }
    }

    void put(String object, PartBuffer content) throws IOException {
        put(object, content, content.crc32c());
    }

    /** @param crc32c what the server compares with the bytes */
    void put(String object, PartBuffer content, String crc32c) throws IOException {
        S3Failures.ask(
                object,
                () -> client().putObject(
                                request -> request.bucket(bucket())
                                        .key(object)
                                        .ifNoneMatch("*")
                                        .checksumCRC32C(crc32c),
                                content.body()));
    }

    @Override
    public boolean delete(BlobKey key) throws IOException {
        if (size(key).isEmpty()) {
            return false; // S3 says the same of what was there and of what was not
        }
        remove(object(key.path()));
        return true;
    }

    void remove(String object) throws IOException {
        S3Failures.ask(
                object,
                () -> client().deleteObject(request -> request.bucket(bucket()).key(object)));
    }

    @Override
    public void list(String folder, Consumer<BlobInfo> visitor) throws IOException {
        var prefix = object(folder) + "/";
        int skip = object("").length();
        String next = null;
        do {
            var token = next;
            var page = S3Failures.ask(
                    prefix,
                    () -> client().listObjectsV2(request ->
                            request.bucket(bucket()).prefix(prefix).continuationToken(token)));
            for (var object : page.contents()) {
                visitor.accept(new BlobInfo(object.key().substring(skip), object.size()));
            }
            next = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
        } while (next != null);
    }

    @Override
    public void removeUnfinished(String folder, UnfinishedVisitor visitor) throws IOException {
        var prefix = object(folder) + "/";
        for (var upload : uploads(prefix)) {
            abort(upload.key(), upload.uploadId());
        }
    }

    private List<MultipartUpload> uploads(String prefix) throws IOException {
        var uploads = new ArrayList<MultipartUpload>();
        String nextKey = null;
        String nextUpload = null;
        do {
            var key = nextKey;
            var upload = nextUpload;
            var page = S3Failures.ask(
                    prefix,
                    () -> client().listMultipartUploads(request -> request.bucket(bucket())
                            .prefix(prefix)
                            .keyMarker(key)
                            .uploadIdMarker(upload)));
            uploads.addAll(page.uploads());
            boolean more = Boolean.TRUE.equals(page.isTruncated());
            nextKey = more ? page.nextKeyMarker() : null;
            nextUpload = more ? page.nextUploadIdMarker() : null;
        } while (nextKey != null);
        return uploads;
    }

    void abort(String object, String upload) throws IOException {
        try {
            S3Failures.ask(
                    object,
                    () -> client().abortMultipartUpload(request ->
                            request.bucket(bucket()).key(object).uploadId(upload)));
        } catch (NoSuchFileException _) {
            // gone already
        }
    }

    /** There are no folders: what is in them is all there is of them. */
    @Override
    public void removeFolder(String folder) throws IOException {
        removeUnfinished(folder, (_, _) -> {});
        var found = new ArrayList<String>();
        list(folder, blob -> found.add(blob.path()));
        for (var path : found) {
            remove(object(path));
        }
    }

    @Override
    public List<Trial> ownTrials(String folder) {
        return new S3Trials(this, object(folder) + "/").all();
    }

    @Override
    public BlobSpace space() {
        return new BlobSpace(OptionalLong.empty(), OptionalLong.empty());
    }

    @Override
    public boolean remote() {
        return true;
    }

    @Override
    public long requests() {
        return connection.requests();
    }

    @Override
    public String durability() {
        return "the server's acknowledgement of each object, its checksum compared";
    }

    @Override
    public boolean comparesChecksums() throws IOException {
        return findings().comparesChecksums();
    }

    @Override
    public List<String> shortcomings() throws IOException {
        return findings().shortcomings();
    }

    private S3Probe.Findings findings() throws IOException {
        probing.lock();
        try {
            var known = findings;
            if (known == null) {
                known = new S3Probe(this, object("probe-")).run();
                findings = known;
            }
            return known;
        } finally {
            probing.unlock();
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
