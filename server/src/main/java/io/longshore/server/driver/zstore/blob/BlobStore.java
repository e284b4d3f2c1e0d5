package io.longshore.server.driver.zstore.blob;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * One place that keeps blobs. A blob is immutable once its write is committed. {@code BlobStoreContract} checks of every
 * store:
 * <ul>
 *   <li>a committed blob is at once visible to {@link #size}, {@link #read} and {@link #list}, on every connection;
 *   <li>an uncommitted one never is, not even after a crash;
 *   <li>what {@link BlobWriter#commit}, {@link #putIfAbsent} or {@link #delete} did is durable when they return;
 *   <li>a key is written once; where two may try, they call {@link #putIfAbsent}, and exactly one gets {@code true}.
 * </ul>
 *
 * <p>Methods block, are thread-safe, and fail with {@link IOException} alone. Nothing retries in here.
 */
public interface BlobStore extends AutoCloseable {
    /** Bytes of a blob; empty when there is none. */
    OptionalLong size(BlobKey key) throws IOException;

    /**
     * Fills what remains in {@code target} with the blob's bytes from {@code offset} on.
     *
     * @throws java.nio.file.NoSuchFileException when there is no such blob
     * @throws java.io.EOFException when the blob is shorter
     */
    void read(BlobKey key, long offset, ByteBuffer target) throws IOException;

    /**
     * Opens a blob to read all of it, past the caches of this machine where that is possible.
     *
     * @throws java.nio.file.NoSuchFileException when there is no such blob
     */
    BlobStream stream(BlobKey key) throws IOException;

    /**
     * Starts a write; closing it without {@link BlobWriter#commit} leaves no trace.
     *
     * @param writer whose write it is, of lower-case letters and digits: told where a crash left something behind
     * @throws java.nio.file.FileAlreadyExistsException when the key is there already
     */
    BlobWriter create(BlobKey key, String writer) throws IOException;

    /** Writes a small blob unless the key exists; false when it does. */
    boolean putIfAbsent(BlobKey key, byte[] content) throws IOException;

    /** Removes a blob; false when there is none. */
    boolean delete(BlobKey key) throws IOException;

    /** Shows each blob whose path starts with {@code folder} and a slash, in no order; none when there is no such folder. */
    void list(String folder, Consumer<BlobInfo> visitor) throws IOException;

    /**
     * Shows, and then removes, what writes below {@code folder} left behind that were neither committed nor closed. Only
     * to be called where no write is under way.
     */
    void removeUnfinished(String folder, UnfinishedVisitor visitor) throws IOException;

    /** Looks at what a crash left behind. */
    interface UnfinishedVisitor {
        /** Is shown the bytes written so far, as far as they got to the device. */
        void visit(String writer, InputStream content) throws IOException;
    }

    /** Room for more. */
    BlobSpace space() throws IOException;

    @Override
    void close() throws IOException;
}
