package io.longshore.server.driver.zstore.blob;

import io.longshore.server.driver.ReadMode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

/** Keeps blobs as long as the test lasts. What is written and not committed is nowhere. */
public class MemoryBlobStore implements BlobStore {
    private final Map<String, byte[]> blobs = new ConcurrentSkipListMap<>();

    /** Nothing yet. */
    public MemoryBlobStore() {}

    /** A copy, as it is now. */
    public MemoryBlobStore(MemoryBlobStore other) {
        blobs.putAll(other.blobs);
    }

    /** All paths and contents, as they are now. */
    public Map<String, byte[]> content() {
        return new TreeMap<>(blobs);
    }

    @Override
    public OptionalLong size(BlobKey key) {
        var blob = blobs.get(key.path());
        return blob == null ? OptionalLong.empty() : OptionalLong.of(blob.length);
    }

    @Override
    public void read(BlobKey key, long offset, ByteBuffer target) throws IOException {
        var blob = blob(key);
        if (offset + target.remaining() > blob.length) {
            throw new EOFException(key.path());
        }
        target.put(blob, (int) offset, target.remaining());
    }

    private byte[] blob(BlobKey key) throws IOException {
        var blob = blobs.get(key.path());
        if (blob == null) {
            throw new NoSuchFileException(key.path());
        }
        return blob;
    }

    @Override
    public BlobStream stream(BlobKey key) throws IOException {
        var in = new ByteArrayInputStream(blob(key));
        long size = in.available();
        return new BlobStream() {
            @Override
            public long sizeBytes() {
                return size;
            }

            @Override
            public ReadMode mode() {
                return ReadMode.CACHED;
            }

            @Override
            public int read(ByteBuffer target) throws IOException {
                var bytes = in.readNBytes(target.remaining());
                target.put(bytes);
                return bytes.length;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public BlobWriter create(BlobKey key, String writer) throws IOException {
        if (blobs.containsKey(key.path())) {
            throw new FileAlreadyExistsException(key.path());
        }
        var bytes = new ByteArrayOutputStream();
        return new BlobWriter() {
            @Override
            public void write(ByteBuffer... buffers) {
                for (var buffer : buffers) {
                    var part = new byte[buffer.remaining()];
                    buffer.get(part);
                    bytes.writeBytes(part);
                }
            }

            @Override
            public void flush() {}

            @Override
            public void commit() throws IOException {
                if (!putIfAbsent(key, bytes.toByteArray())) {
                    throw new FileAlreadyExistsException(key.path());
                }
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public boolean putIfAbsent(BlobKey key, byte[] content) {
        return blobs.putIfAbsent(key.path(), content.clone()) == null;
    }

    @Override
    public boolean delete(BlobKey key) {
        return blobs.remove(key.path()) != null;
    }

    @Override
    public void list(String folder, Consumer<BlobInfo> visitor) {
        blobs.forEach((path, blob) -> {
            if (path.startsWith(folder + "/")) {
                visitor.accept(new BlobInfo(path, blob.length));
            }
        });
    }

    @Override
    public void removeUnfinished(String folder, UnfinishedVisitor visitor) {}

    @Override
    public void removeFolder(String folder) {
        blobs.keySet().removeIf(path -> path.startsWith(folder + "/"));
    }

    @Override
    public BlobSpace space() {
        return new BlobSpace(OptionalLong.empty(), OptionalLong.empty());
    }

    @Override
    public boolean remote() {
        return false;
    }

    @Override
    public long requests() {
        return 0;
    }

    @Override
    public String durability() {
        return "none";
    }

    @Override
    public List<String> shortcomings() {
        return List.of();
    }

    @Override
    public void close() {}
}
