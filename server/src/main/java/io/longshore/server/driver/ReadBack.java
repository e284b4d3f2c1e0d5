package io.longshore.server.driver;

/**
 * What reading back found equal.
 *
 * @param mode where the bytes came from
 * @param storedBytes bytes read from the storage
 * @param blocks blocks whose digests were computed again
 * @param nodes nodes likewise
 */
public record ReadBack(ReadMode mode, long storedBytes, int blocks, int nodes) {}
