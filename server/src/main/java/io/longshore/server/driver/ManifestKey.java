package io.longshore.server.driver;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Names a manifest on a storage.
 *
 * @param kind what it makes exist
 * @param uuid the image, backup or group
 * @param id 32 lower-case hexadecimal digits, random: no name is ever used twice
 */
public record ManifestKey(ManifestKind kind, UUID uuid, String id) {
    private static final SecureRandom RANDOM = new SecureRandom();

    public ManifestKey {
        if (!id.matches("[0-9a-f]{32}")) {
            throw new IllegalArgumentException("manifest id: " + id + " (expected: 32 lower-case hexadecimal digits)");
        }
    }

    /** A fresh key for a resource. */
    public static ManifestKey random(ManifestKind kind, UUID uuid) {
        var id = new byte[16];
        RANDOM.nextBytes(id);
        return new ManifestKey(kind, uuid, HexFormat.of().formatHex(id));
    }
}
