package io.longshore.server.driver.zstore.index;

import io.longshore.server.driver.zstore.pack.PackId;

/**
 * Where a block or node lies.
 *
 * @param pack the pack
 * @param ordinal which of the pack's records it is
 * @param offset where the record's header starts in the pack
 * @param storedBytes bytes of its payload
 * @param plainBytes bytes of it once decoded
 * @param claimed whether a writer may count on it: false for what is to be collected, is damaged, or is a node with
 *     something missing below
 */
public record Location(PackId pack, int ordinal, int offset, int storedBytes, int plainBytes, boolean claimed) {}
