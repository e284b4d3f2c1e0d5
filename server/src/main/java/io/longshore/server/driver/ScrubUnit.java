package io.longshore.server.driver;

/**
 * A part of a storage that {@link StorageDriver#scrub} reads as a whole: a pack, or a disk where a storage keeps no packs.
 *
 * @param name the same as long as the part is there, and never another's
 * @param sizeBytes about as many bytes are read
 */
public record ScrubUnit(String name, long sizeBytes) {}
