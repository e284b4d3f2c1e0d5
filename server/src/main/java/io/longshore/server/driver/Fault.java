package io.longshore.server.driver;

import io.longshore.disk.Digest;
import java.util.Optional;

/**
 * Something damaged or missing on a storage.
 *
 * @param path where, within the storage
 * @param details what is wrong, with the value found and the one expected
 * @param digest the block or node that it is about; empty for what holds them together, such as a pack's footer
 */
public record Fault(String path, String details, Optional<Digest> digest) {}
