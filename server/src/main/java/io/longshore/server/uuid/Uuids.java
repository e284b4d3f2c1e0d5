package io.longshore.server.uuid;

import java.util.Locale;
import java.util.UUID;

/** Uuids as the domain and the wire write them: 32 lower-case hexadecimal digits. */
public final class Uuids {
    private Uuids() {}

    /** A fresh random one. */
    public static String random() {
        return of(UUID.randomUUID());
    }

    public static String of(UUID uuid) {
        return uuid.toString().replace("-", "");
    }

    /** A caller's uuid, with or without dashes and in any case, as the domain writes it. The contract's rules have checked its shape. */
    public static String normalize(String uuid) {
        return uuid.replace("-", "").toLowerCase(Locale.ROOT);
    }

    /** The same uuid as drivers take it. */
    public static UUID parse(String uuid) {
        if (uuid.length() != 32) {
            throw new IllegalArgumentException("uuid: " + uuid + " (expected: 32 hexadecimal digits)");
        }
        return new UUID(Long.parseUnsignedLong(uuid, 0, 16, 16), Long.parseUnsignedLong(uuid, 16, 32, 16));
    }
}
