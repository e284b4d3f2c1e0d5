package io.longshore.server.app;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was opened, closed in the opposite order. Each part is closed even when others fail to, and once. */
final class Closing implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Closing.class);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    /** Has a part closed before all that were opened before it. */
    synchronized <T extends AutoCloseable> T add(T part) {
        open.push(part);
        return part;
    }

    @Override
    public void close() {
        for (var part = next(); part != null; part = next()) {
            try {
                part.close();
            } catch (Exception e) {
                log.atWarn().setCause(e).log("a part of the server did not close well");
            }
        }
    }

    private synchronized @Nullable AutoCloseable next() {
        return open.poll();
    }
}
