package io.longshore.server.driver.zstore.index;

import io.longshore.server.driver.zstore.pack.Pack;
import io.longshore.server.driver.zstore.pack.PackFormatException;
import io.longshore.server.driver.zstore.pack.PackId;
import io.longshore.server.driver.zstore.pack.PackReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads the footers of many packs, several at once: on another machine each costs a few round trips. Few are held at a time, however many there are: a footer may
 * have 3 MiB.
 */
final class Footers {
    private static final int AT_ONCE = 8;

    /** Footers that are read or being read, and were not taken yet. */
    static final int AHEAD = 2 * AT_ONCE;

    private Footers() {}

    /**
     * What a pack's footer said.
     *
     * @param pack empty where the pack's frame is damaged
     * @param damage what is wrong with it
     */
    record Footer(PackId id, long sizeBytes, Optional<Pack> pack, String damage) {}

    /** Takes footers, one after the other. */
    interface Taker {
        void take(Footer footer) throws IOException;
    }

    /** Reads the footer of each of these packs, given with their sizes. */
    static void read(Map<PackId, Long> sizes, PackReader reader, Taker taker) throws IOException {
        try (var threads =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            var ahead = new ArrayDeque<Future<Footer>>();
            for (var pack : sizes.entrySet()) {
                var id = pack.getKey();
                long size = pack.getValue();
                ahead.add(threads.submit(() -> read(id, size, reader)));
                if (ahead.size() == AHEAD) {
                    taker.take(ahead.remove().get());
                }
            }
            for (var footer : ahead) {
                taker.take(footer.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var interrupted = new InterruptedIOException("interrupted while reading footers");
            interrupted.initCause(e);
            throw interrupted;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException("footers", e.getCause());
        }
    }

    private static Footer read(PackId id, long size, PackReader reader) throws IOException {
        try {
            return new Footer(id, size, Optional.of(reader.footer(id, size)), "");
        } catch (PackFormatException e) {
            return new Footer(id, size, Optional.empty(), String.valueOf(e.getMessage()));
        }
    }
}
