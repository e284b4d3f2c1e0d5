package io.longshore.server.driver.zstore.blob;

import java.util.OptionalLong;

/**
 * Room where the blobs lie, in bytes; empty where it is not known.
 *
 * @param total the whole, other users' included
 * @param free what may still be written
 */
public record BlobSpace(OptionalLong total, OptionalLong free) {}
