package io.longshore.server.driver.zstore.index;

import io.longshore.server.driver.zstore.pack.Pack;
import io.longshore.server.driver.zstore.pack.PackFormatException;
import io.longshore.server.driver.zstore.pack.PackId;
import io.longshore.server.driver.zstore.pack.PackReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/** Reads the footers of many packs, several at once: on another machine each costs a few round trips. */
final class Footers {
    private static final int AT_ONCE = 8;

    private Footers() {}

    /**
     * What a pack's footer said.
     *
     * @param pack empty where the pack's frame is damaged
     * @param damage what is wrong with it
     */
    record Footer(PackId id, long sizeBytes, Optional<Pack> pack, String damage) {}

    static List<Footer> read(Map<PackId, Long> sizes, PackReader reader) throws IOException {
        var reads = new ArrayList<Callable<Footer>>();
        sizes.forEach((id, size) -> reads.add(() -> read(id, size, reader)));
        var footers = new ArrayList<Footer>();
        try (var threads =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            for (var done : threads.invokeAll(reads)) {
                footers.add(done.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var interrupted = new InterruptedIOException("interrupted while reading footers");
            interrupted.initCause(e);
            throw interrupted;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException("footers", e.getCause());
        }
        return footers;
    }

    private static Footer read(PackId id, long size, PackReader reader) throws IOException {
        try {
            return new Footer(id, size, Optional.of(reader.footer(id, size)), "");
        } catch (PackFormatException e) {
            return new Footer(id, size, Optional.empty(), String.valueOf(e.getMessage()));
        }
    }
}
