package io.longshore.server.format;

/**
 * What a file was found to be.
 *
 * @param format how its bytes are to be understood
 * @param virtualSizeBytes the size of the disk that a guest sees; the file's own length for raw and ISO
 */
public record DetectedFormat(DiskFormat format, long virtualSizeBytes) {}
