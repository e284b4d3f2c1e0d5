package io.longshore.server.driver.zstore.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.disk.Digest;
import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.Compression;
import io.longshore.server.driver.zstore.blob.BlobKey;
import io.longshore.server.driver.zstore.blob.BlobStore;
import io.longshore.server.driver.zstore.blob.ForwardingBlobStore;
import io.longshore.server.driver.zstore.blob.MemoryBlobStore;
import io.longshore.server.driver.zstore.pack.PackInspector;
import io.longshore.server.driver.zstore.pack.PackReader;
import io.longshore.server.driver.zstore.pack.PackWriter;
import io.longshore.server.driver.zstore.pack.RecordHeader;
import io.longshore.server.driver.zstore.pack.RecordKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an index holds while it is opened does not follow the number of packs. */
class IndexMemoryTest {
    private static final UUID STORAGE = UUID.fromString("00000000-0000-4000-8000-000000000a11");
    private static final int PACKS = 300;

    /** The head of the file, and a pack of one record in it. */
    private static final int HEAD_BYTES = 32;

    private static final int FRAME_BYTES = 5 + 46 + 48 + 4;

    @TempDir
    Path folder;

    private final BlockCodec codec = new BlockCodec();

    @AfterEach
    void closeCodec() {
        codec.close();
    }

    @Test
    void fewFootersAreHeldAtATime() throws IOException {
        var packs = new MemoryBlobStore();
        for (int i = 0; i < PACKS; i++) {
            write(packs, i);
        }
        var watched = new Watched(packs);
        try (var index = open(watched)) {
            assertThat(index.blocks().size()).isEqualTo(PACKS);
        }
        assertThat(watched.begun).hasSize(PACKS);
        assertThat(watched.mostHeld.get()).isBetween(1, Footers.AHEAD);
        assertThat(Files.size(file())).isEqualTo(HEAD_BYTES + PACKS * FRAME_BYTES);
    }

    private Path file() {
        return folder.resolve("index");
    }

    private StorageIndex open(BlobStore packs) throws IOException {
        var reader = new PackReader(packs, STORAGE, codec);
        return new StorageIndex(
                packs, STORAGE, reader, new PackInspector(packs, STORAGE, codec), file(), 0, 0, Map.of());
    }

    private static void write(BlobStore packs, int number) throws IOException {
        try (var writer = new PackWriter(packs, STORAGE, RecordKind.BLOCK, "test")) {
            var payload = ByteBuffer.allocateDirect(1);
            writer.append(
                    new RecordHeader(RecordKind.BLOCK, 0, Compression.NONE, 1, 1, new Digest(1, 2, 3, number)),
                    payload);
            writer.seal(_ -> {});
        }
    }

    /** Compares, at each read, the packs of which something was read with those that the index's file has already. */
    private final class Watched extends ForwardingBlobStore {
        private final Map<BlobKey, Boolean> begun = new ConcurrentHashMap<>();
        private final AtomicInteger mostHeld = new AtomicInteger();

        Watched(BlobStore inner) {
            super(inner);
        }

        @Override
        public void read(BlobKey key, long offset, ByteBuffer target) throws IOException {
            begun.put(key, true);
            int had = begun.size();
            int kept = (int) ((Files.size(file()) - HEAD_BYTES) / FRAME_BYTES);
            mostHeld.accumulateAndGet(had - kept, Math::max);
            super.read(key, offset, target);
        }
    }
}
