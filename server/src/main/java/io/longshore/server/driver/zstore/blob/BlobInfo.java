package io.longshore.server.driver.zstore.blob;

/**
 * A blob as a listing shows it.
 *
 * @param path its key's path
 * @param sizeBytes its length
 */
public record BlobInfo(String path, long sizeBytes) {}
