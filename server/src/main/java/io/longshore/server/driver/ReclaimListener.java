package io.longshore.server.driver;

/** Hears how far reclaiming has come. Called by the thread that reclaims. */
public interface ReclaimListener {
    /** Hears nothing. */
    ReclaimListener NONE = new ReclaimListener() {};

    /** Who began before must end first; {@code reason} names them. Called before a wait, and again when they have become others. */
    default void waiting(String reason) {}

    /** Nodes that were read to find out what is needed, of those that there are: the dead ones among them are not read. */
    default void marking(long nodesRead, long nodesTotal) {}

    /** Bytes of packs dealt with, deleted or rewritten, of the bytes to deal with. Does not fall. */
    default void progress(long bytesDone, long bytesTotal) {}
}
