package io.longshore.server.content;

import java.nio.ByteBuffer;

/** One Write call: bytes of an upload, in order. For one thread at a time. Every call fails as the contract's Write says. */
@SuppressWarnings("DoNotCallSuggester") // until it is there
public final class UploadWriting implements AutoCloseable {
    UploadWriting() {}

    /** Takes bytes. */
    public void write(ByteBuffer data) throws InterruptedException {
        throw new UnsupportedOperationException();
    }

    /** Takes bytes whose CRC32C the sender has told; {@code CHECKSUM_MISMATCH}, and then none of them is taken. */
    public void write(ByteBuffer data, int crc32c) throws InterruptedException {
        throw new UnsupportedOperationException();
    }

    /** Takes so many zeros. */
    public void writeZeros(long bytes) throws InterruptedException {
        throw new UnsupportedOperationException();
    }

    /** Commits all that was taken; the upload is complete when that is all of it. Whole blocks count, and the last one. */
    public Upload finish() throws InterruptedException {
        throw new UnsupportedOperationException();
    }

    /** Ends the call. Unless it was finished, commits what it can. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
