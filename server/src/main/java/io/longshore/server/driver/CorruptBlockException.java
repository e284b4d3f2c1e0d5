package io.longshore.server.driver;

import io.longshore.disk.Digest;
import java.io.IOException;

/** Stored bytes differ from their digest, or are missing though the storage should have them. They were not handed out. */
public final class CorruptBlockException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Digest digest;
    private final String pack;
    private final long offset;

    /**
     * Names what is bad.
     *
     * @param digest the block or node
     * @param pack what it lies in
     * @param offset where in there, in bytes
     * @param what the difference, with the value found and the one expected
     */
    public CorruptBlockException(Digest digest, String pack, long offset, String what) {
        super("block " + digest + " in " + pack + " at " + offset + ": " + what);
        this.digest = digest;
        this.pack = pack;
        this.offset = offset;
    }

    /** The digest of the block or node that is bad. */
    public Digest digest() {
        return digest;
    }

    /** What it lies in. */
    public String pack() {
        return pack;
    }

    /** Where in there, in bytes. */
    public long offset() {
        return offset;
    }
}
