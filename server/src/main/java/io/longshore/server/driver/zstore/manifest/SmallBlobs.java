package io.longshore.server.driver.zstore.manifest;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.longshore.server.driver.StorageFormatException;
import io.longshore.server.driver.record.Envelope;
import io.longshore.server.driver.zstore.blob.BlobKey;
import io.longshore.server.driver.zstore.blob.BlobStore;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads and writes whole small blobs. */
final class SmallBlobs {
    private final BlobStore blobs;

    SmallBlobs(BlobStore blobs) {
        this.blobs = blobs;
    }

    /** All of a blob; empty when there is none. */
    Optional<byte[]> read(BlobKey key) throws IOException {
        try {
            return blobs.remote() ? Optional.of(readAtOnce(key)) : readBySize(key);
        } catch (NoSuchFileException | EOFException _) {
            return Optional.empty(); // removed since
        }
    }

    /** By one request, where each is a round trip. */
    private byte[] readAtOnce(BlobKey key) throws IOException {
        try (var stream = blobs.stream(key)) {
            var bytes = ByteBuffer.allocate(checkedSize(key, stream.sizeBytes()));
            while (bytes.hasRemaining()) {
                if (stream.read(bytes) == 0) {
                    throw new EOFException(key + ": ended " + bytes.remaining() + " bytes early");
                }
            }
            return bytes.array();
        }
    }

    /** Out of this machine's caches where they have it: a stream goes past them. */
    private Optional<byte[]> readBySize(BlobKey key) throws IOException {
        var size = blobs.size(key);
        if (size.isEmpty()) {
            return Optional.empty();
        }
        var bytes = new byte[checkedSize(key, size.getAsLong())];
        blobs.read(key, 0, ByteBuffer.wrap(bytes));
        return Optional.of(bytes);
    }

    private static int checkedSize(BlobKey key, long bytes) throws StorageFormatException {
        if (bytes > Envelope.MAX_BYTES) {
            throw new StorageFormatException(key + ": " + bytes + " bytes (expected: <= " + Envelope.MAX_BYTES + ")");
        }
        return (int) bytes;
    }

    <M extends Message> Optional<M> read(BlobKey key, Envelope.Schema schema, Parser<M> parser) throws IOException {
        var bytes = read(key);
        return bytes.isEmpty()
                ? Optional.empty()
                : Optional.of(Envelope.unwrap(schema, bytes.get(), parser, key.path()));
    }

    /** Writes a message under a key that nobody else may try to write. */
    void create(BlobKey key, Envelope.Schema schema, Message message) throws IOException {
        try (var writer = blobs.create(key, "message")) {
            writer.write(ByteBuffer.wrap(Envelope.wrap(schema, message)));
            writer.commit();
        }
    }

    /** Writes a message unless the key exists; false when it does. */
    boolean putIfAbsent(BlobKey key, Envelope.Schema schema, Message message) throws IOException {
        return blobs.putIfAbsent(key, Envelope.wrap(schema, message));
    }

    List<String> paths(String folder) throws IOException {
        var paths = new ArrayList<String>();
        blobs.list(folder, blob -> paths.add(blob.path()));
        return paths;
    }
}
