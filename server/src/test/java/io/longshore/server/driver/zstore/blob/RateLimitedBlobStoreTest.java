package io.longshore.server.driver.zstore.blob;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.driver.ByteRate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RateLimitedBlobStoreTest extends BlobStoreContract {
    private static final BlobKey KEY = new BlobKey("packs/one");

    @TempDir
    Path folder;

    /** For the contract: a wrapper keeps what it wraps promises. */
    @Override
    protected BlobStore open() throws IOException {
        return new RateLimitedBlobStore(new FileBlobStore(folder), new ByteRate(1L << 40));
    }

    /** A file system in memory has no other reads than from memory. */
    @Override
    protected Set<String> notOffered() {
        return Set.of("direct-reads");
    }

    @Test
    void whatIsReadAndWrittenWaitsForItsTurn() throws IOException {
        var clock = new AtomicLong(5);
        List<Duration> pauses = new ArrayList<>();
        var rate = new ByteRate(100, clock::get, time -> {
            pauses.add(time);
            clock.addAndGet(time.toNanos());
        });
        try (var store = new RateLimitedBlobStore(new FileBlobStore(folder), rate)) {
            try (var writer = store.create(KEY, "writer")) {
                writer.write(ByteBuffer.allocate(100)); // what a second without use has saved up
                assertThat(pauses).isEmpty();
                writer.write(ByteBuffer.allocate(30), ByteBuffer.allocate(20));
                writer.commit();
            }
            store.read(KEY, 0, ByteBuffer.allocate(150));
        }
        assertThat(pauses).containsExactly(Duration.ofMillis(500), Duration.ofMillis(1500));
    }

    @Test
    void aRateThatIsChangedCountsAtOnce() throws IOException {
        List<Duration> pauses = new ArrayList<>();
        var rate = new ByteRate(ByteRate.UNLIMITED, () -> 5, pauses::add);
        try (var store = new RateLimitedBlobStore(new FileBlobStore(folder), rate)) {
            store.putIfAbsent(KEY, new byte[1000]);
            assertThat(pauses).isEmpty();
            rate.change(100);
            store.read(KEY, 0, ByteBuffer.allocate(150));
        }
        assertThat(pauses).containsExactly(Duration.ofMillis(500));
    }
}
