package io.longshore.server.driver;

/** Where bytes that were read back came from. */
public enum ReadMode {
    /** From the device: past the system's cache of files. */
    DIRECT,
    /** Perhaps from a cache of this machine: the file system offers no other way. */
    CACHED,
    /** From another machine that keeps the storage; whether it read its device is not known. */
    REMOTE
}
