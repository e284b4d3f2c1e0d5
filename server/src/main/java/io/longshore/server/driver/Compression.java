package io.longshore.server.driver;

/** How the bytes of a block are stored. */
public enum Compression {
    /** As they are. */
    NONE,
    /** One zstd frame. */
    ZSTD
}
