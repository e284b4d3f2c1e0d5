package io.longshore.server.driver;

/** Hears what becomes of a session's writes. Called by the threads that write, so it must be quick and may not throw. */
public interface WriteListener {
    /** Hears nothing. */
    WriteListener NONE = _ -> {};

    /** A pack became durable. From now on a checkpoint may name it. */
    void sealed(SealedPack pack);

    /** The session can't start yet, for this reason. Called once before each wait. */
    default void waiting(String reason) {}
}
