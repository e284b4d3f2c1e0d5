package io.longshore.server.driver.zstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.disk.DiskIdentity;
import io.longshore.disk.DiskTree;
import io.longshore.disk.Extent;
import io.longshore.disk.TreeWalk;
import io.longshore.server.driver.BlockBuffers;
import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.Manifest.StoredDisk;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.Note;
import io.longshore.server.driver.Pace;
import io.longshore.server.driver.Provenance;
import io.longshore.server.driver.TestDisk;
import io.longshore.server.driver.Tombstone;
import io.longshore.server.driver.WriteListener;
import io.longshore.server.driver.WriteRequest;
import io.longshore.server.driver.zstore.blob.FileBlobStore;
import io.longshore.server.driver.zstore.pack.PackId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flips every byte of a small storage in turn: each flip is found, and no wrong byte is ever read. */
class FlippedByteTest {
    private static final UUID STORAGE = UUID.fromString("00000000-0000-4000-8000-00000000005c");
    private static final UUID DEPLOYMENT = UUID.fromString("00000000-0000-4000-8000-00000000d001");
    private static final UUID TASK = UUID.fromString("00000000-0000-4000-8000-000000007a51");
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    Path folder;

    private final BlockCodec codec = new BlockCodec();
    private final BlockBuffers buffers = new BlockBuffers(1);
    private final TestDisk disk =
            new TestDisk(300L * DiskTree.BLOCK_BYTES).with(1, 7).with(299, 8);
    private final DiskIdentity identity = disk.identity();

    @AfterEach
    void closeCodec() {
        codec.close();
    }

    @Test
    void everyFlipIsFound() throws Exception {
        var place = Files.createDirectory(folder.resolve("storage"));
        write(place);
        assertThat(complaints(place)).isEmpty();
        int flips = 0;
        for (var file : files(place)) {
            var bytes = Files.readAllBytes(file);
            for (int i = 0; i < bytes.length; i++) {
                flip(file, bytes, i, 1 << (i % 8));
                assertThat(complaints(place))
                        .as("%s, byte %d", place.relativize(file), i)
                        .isNotEmpty();
                if (file.getFileName().toString().startsWith("format.json")) {
                    assertThat(file)
                            .as("byte %d: written again from the other copy", i)
                            .hasBinaryContent(bytes);
                }
                flips++;
            }
            Files.write(file, bytes);
        }
        System.out.println("flips found: " + flips);
        assertThat(complaints(place)).isEmpty();
        assertThat(flips).isGreaterThan(1000);
    }

    private static void flip(Path file, byte[] bytes, int index, int bits) throws IOException {
        var flipped = bytes.clone();
        flipped[index] ^= (byte) bits;
        Files.write(file, flipped);
    }

    /** Opens the storage with an index made from scratch, and reads all of it in every way there is. */
    private List<String> complaints(Path place) throws IOException {
        var complaints = new ArrayList<String>();
        var cache = Files.createTempDirectory(folder, "cache");
        var settings = new ZstoreSettings(DEPLOYMENT, "test", cache);
        try (var driver = new Zstore(
                        new FileBlobStore(place), settings, new MemoryEpochs(), codec, InstantSource.system())
                .open(STORAGE)) {
            complaints.addAll(driver.check().warnings());
            checkDisk(driver);
            for (var file : files(place)) {
                var id = PackId.ofPath(place.relativize(file).toString());
                if (id.isPresent()) {
                    driver.verify(id.get(), Files.size(file), Pace.FREE);
                }
            }
            for (var kind : ManifestKind.values()) {
                for (var key : driver.manifests(kind)) {
                    assertThat(driver.manifest(key)).isPresent();
                    assertThat(driver.note(kind, key.uuid())).isPresent();
                }
            }
            assertThat(driver.tombstones()).hasSize(1);
        } catch (IOException e) {
            complaints.add(String.valueOf(e.getMessage()));
        } finally {
            for (var file : files(cache)) {
                Files.delete(file);
            }
            Files.delete(cache);
        }
        return complaints;
    }

    private void checkDisk(ZstoreDriver driver) throws IOException {
        try (var reader = driver.open(identity)) {
            var walk = TreeWalk.over(identity, reader);
            for (var extent = walk.next(); extent != null; extent = walk.next()) {
                if (extent instanceof Extent.Block block) {
                    try (var stored = reader.block(block.firstBlock(), block.digest(), buffers.takeUninterruptibly())) {
                        var plain = ByteBuffer.allocate(DiskTree.BLOCK_BYTES);
                        codec.decode(
                                stored.digest(), stored.compression(), stored.stored(), stored.plainBytes(), plain);
                        assertThat(plain.array()).isEqualTo(disk.blocks.get(block.firstBlock()));
                    }
                }
            }
        }
    }

    private void write(Path place) throws Exception {
        var settings = new ZstoreSettings(DEPLOYMENT, "test", folder.resolve("first"));
        var zstore = new Zstore(new FileBlobStore(place), settings, new MemoryEpochs(), codec, InstantSource.system());
        var key = ManifestKey.random(ManifestKind.IMAGE, UUID.randomUUID());
        try (var driver = zstore.create(STORAGE);
                var session = driver.startWriting(WriteRequest.of(TASK), WriteListener.NONE)) {
            disk.writeTo(session.openDisk(key.uuid(), disk.lengthBytes), codec);
            var provenance = new Provenance(
                    TASK, DEPLOYMENT, "AddImage", NOON, NOON, Optional.empty(), Optional.empty(), Optional.empty());
            session.publish(new Manifest(key, StoredDisk.of(identity, "raw"), provenance));
            driver.putTombstone(new Tombstone(key, TASK, NOON, "DELETED"));
            driver.putNote(new Note(ManifestKind.IMAGE, key.uuid(), 1, "n", "d", List.of()));
        }
    }

    private static List<Path> files(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
