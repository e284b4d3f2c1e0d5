package io.longshore.rest.http;

import io.longshore.rest.facade.TextRefusal;
import org.jspecify.annotations.Nullable;

/** What the original asks of the {@code Authorization} header before it looks at the session in it. */
final class Authorization {
    private static final String SCHEME = "OAuth";

    private Authorization() {}

    /** Fails with the original's text where the header is missing or of another scheme. */
    static void check(@Nullable String header) {
        if (header == null) {
            throw new TextRefusal(400, "missing header 'Authorization'");
        }
        if (!header.startsWith(SCHEME)) {
            throw new TextRefusal(400, "Authorization type must be 'OAuth'");
        }
    }
}
