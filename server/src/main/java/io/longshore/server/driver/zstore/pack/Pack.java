package io.longshore.server.driver.zstore.pack;

/**
 * A pack that is durable, and what is in it.
 *
 * @param id its name
 * @param sizeBytes bytes of its file
 * @param entries its records
 */
public record Pack(PackId id, long sizeBytes, PackEntries entries) {}
