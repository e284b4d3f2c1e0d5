package io.longshore.server.driver.zstore.blob;

import io.longshore.server.driver.promise.Trial;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * One place that keeps blobs. A blob is immutable once its write is committed. What every store promises, and
 * {@code BlobStoreContract} checks:
 * <ul>
 *   <li><b>Visibility.</b> A committed blob is at once visible to {@link #size}, {@link #read} and {@link #list}, on every
 *       connection; an uncommitted one never is, not even after a crash.
 *   <li><b>Durability.</b> What {@link BlobWriter#commit}, {@link #putIfAbsent} or {@link #delete} did is durable when they
 *       return: a crash of this machine or of the one that keeps the blobs does not take it back.
 *   <li><b>Once.</b> A key is written once; where two may try, they call {@link #putIfAbsent}, and exactly one gets
 *       {@code true}.
 *   <li><b>Ranges.</b> Any range of a blob can be read; one that ends behind the blob's end is an error, never a short read.
 *   <li><b>Capacity.</b> A write for which there is no room is a {@link io.longshore.server.driver.StorageFullException},
 *       where the server tells.
 *   <li><b>Errors.</b> Methods fail with {@link IOException} alone. A blob that is not there is a
 *       {@link java.nio.file.NoSuchFileException}, one that is there already a
 *       {@link java.nio.file.FileAlreadyExistsException}; what another machine said otherwise is a {@link RemoteException}
 *       with its code. Each call may be made again after it failed, also where it is not known how much of it was done:
 *       {@link RetryingBlobStore} relies on that.
 * </ul>
 *
 * <p>Where a server does not let a store keep one of these, {@link #shortcomings} says so.
 *
 * <p>Methods block and are thread-safe. Nothing retries in here, limits its rate or keeps statistics: wrappers do.
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
     * Removes what writes below {@code folder} left behind that were neither committed nor closed, having shown it to the
     * visitor; a store whose server can't show what is unfinished removes it unseen. Only to be called where no write is
     * under way.
     */
    void removeUnfinished(String folder, UnfinishedVisitor visitor) throws IOException;

    /** Looks at what a crash left behind. */
    interface UnfinishedVisitor {
        /** Is shown the bytes written so far, as far as they got to the device. */
        void visit(String writer, InputStream content) throws IOException;
    }

    /**
     * Removes a folder and all that lies in it, unfinished writes among it; does nothing where there is none. For what was made for a while: nobody else may use
     * the folder meanwhile.
     */
    void removeFolder(String folder) throws IOException;

    /** Room for more. */
    BlobSpace space() throws IOException;

    /**
     * Gives room free that {@link #keepReserve} keeps back, for what will give back more than it takes; false where there was none.
     */
    default boolean releaseReserve() throws IOException {
        return false;
    }

    /** Keeps some room back against the day when there is no other, as far as there is some now. Most stores have no such thing: their room is another's. */
    default void keepReserve() throws IOException {}

    /** Whether the blobs lie on another machine: each call costs a round trip, and what was read is worth remembering. */
    boolean remote();

    /** Requests made to another machine so far, those that failed included; 0 for ever where there is none to ask. */
    long requests();

    /**
     * Whether the server compares what it is sent with a checksum that comes along, and acknowledges only what is equal: then reading a sample back is
     * enough. Found out by trying, at the first call.
     */
    default boolean comparesChecksums() throws IOException {
        return false;
    }

    /** In a few words, what makes a committed blob outlast a crash. */
    String durability();

    /** What the server does not let this store promise, a sentence each. Found out by trying, at the first call. */
    List<String> shortcomings() throws IOException;

    /** How to try what this store's own server is relied on for, beside the promises above; {@link BlobTrials} runs both. */
    default List<Trial> ownTrials(String folder) {
        return List.of();
    }

    @Override
    void close() throws IOException;
}
