package io.longshore.server.driver.zstore.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.server.driver.zstore.blob.BlobMeter.Verb;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeteredBlobStoreTest extends BlobStoreContract {
    private static final BlobKey KEY = new BlobKey("packs/one");

    @TempDir
    Path folder;

    private final BlobMeter meter = new BlobMeter();

    /** For the contract: a wrapper keeps what it wraps promises. */
    @Override
    protected BlobStore open() throws IOException {
        return new MeteredBlobStore(new FileBlobStore(folder), meter);
    }

    /** A file system in memory has no other reads than from memory. */
    @Override
    protected Set<String> notOffered() {
        return Set.of("direct-reads");
    }

    @Test
    void countsCallsFailuresAndBytes() throws IOException {
        try (var store = open()) {
            assertThatThrownBy(() -> read(store, KEY, 0, 1)).isInstanceOf(NoSuchFileException.class);
            try (var writer = store.create(KEY, "writer")) {
                writer.write(ByteBuffer.allocate(70), ByteBuffer.allocate(30));
                writer.commit();
            }
            read(store, KEY, 10, 20);
            try (var stream = store.stream(KEY)) {
                stream.read(
                        ByteBuffer.allocateDirect(2 * 4096).alignedSlice(4096).limit(4096));
            }
        }
        assertThat(meter.tally(Verb.WRITE).bytes()).isEqualTo(100);
        assertThat(meter.tally(Verb.COMMIT).calls()).isEqualTo(1);
        assertThat(meter.tally(Verb.READ).calls()).isEqualTo(4);
        assertThat(meter.tally(Verb.READ).failures()).isEqualTo(1);
        assertThat(meter.tally(Verb.READ).bytes()).isEqualTo(120);
        assertThat(meter.tally(Verb.READ).time()).isPositive();
    }
}
