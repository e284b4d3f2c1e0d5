package io.longshore.client;

import java.util.UUID;

/** Uuids as the server writes them: 32 lower-case hex digits. */
final class Uuids {
    private Uuids() {}

    static String random() {
        return UUID.randomUUID().toString().replace("-", "");
    }
}
