package io.longshore.server.driver;

import java.io.IOException;

/** Hears what becomes of a session's writes. Called by the threads that write, so it must be quick. */
public interface WriteListener {
    /** Hears nothing. */
    WriteListener NONE = _ -> {};

    /**
     * A pack is whole and durable under a name that nobody sees, and becomes part of the storage once this returns. A checkpoint that must name all that was
     * written names it now: after a crash a pack is either named or not there. May block for as long as keeping a checkpoint takes; what it throws breaks the
     * session and leaves the pack out.
     */
    default void sealing(String pack) throws IOException {}

    /** A pack became durable and part of the storage. May not throw. */
    void sealed(SealedPack pack);

    /** The session can't start yet, for this reason. Called once before each wait. May not throw. */
    default void waiting(String reason) {}
}
