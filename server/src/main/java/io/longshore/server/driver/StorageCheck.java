package io.longshore.server.driver;

import java.util.List;
import java.util.UUID;

/**
 * What a storage says of itself when it is usable.
 *
 * @param uuid the storage
 * @param owner the deployment that it belongs to
 * @param writable whether that is us, and we know every feature of its format
 * @param warnings what an operator may want to see to, a sentence each
 * @param limits what the storage's server does not let it promise, a sentence each
 */
public record StorageCheck(UUID uuid, UUID owner, boolean writable, List<String> warnings, List<String> limits) {
    public StorageCheck {
        warnings = List.copyOf(warnings);
        limits = List.copyOf(limits);
    }
}
