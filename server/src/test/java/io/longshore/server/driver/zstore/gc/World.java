package io.longshore.server.driver.zstore.gc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.disk.Digest;
import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.OlderCatalogException;
import io.longshore.server.driver.ReclaimListener;
import io.longshore.server.driver.ReclaimRequest;
import io.longshore.server.driver.zstore.Zstore;
import io.longshore.server.driver.zstore.ZstoreDriver;
import io.longshore.server.driver.zstore.ZstoreSettings;
import io.longshore.server.driver.zstore.blob.MemoryBlobStore;
import io.longshore.server.driver.zstore.index.Location;
import io.longshore.server.driver.zstore.index.StorageIndex;
import io.longshore.server.driver.zstore.manifest.Collections;
import io.longshore.server.driver.zstore.pack.PackId;
import io.longshore.server.driver.zstore.pack.PackLayout;
import io.longshore.server.driver.zstore.pack.RecordKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * A storage, its catalog and its index's file, all of which outlive a crash of the server that has them open, and what must
 * be true of them at any time.
 */
final class World implements AutoCloseable {
    static final UUID DEPLOYMENT = UUID.fromString("00000000-0000-4000-8000-00000000d001");
    private static final UUID STORAGE = UUID.fromString("00000000-0000-4000-8000-00000000005e");
    private static final int EPOCH_OFFSET = 24;

    final Flaw flaw;
    final Map<ManifestKey, Content> published = new HashMap<>();
    private final MemoryBlobStore blobs;
    private final Path file;
    private final ZstoreSettings settings;
    private final BlockCodec codec;
    private final Set<Content> known = new LinkedHashSet<>();
    private FlawedEpochs epochs;
    private ZstoreDriver driver;

    World(Flaw flaw, Path folder, BlockCodec codec) throws IOException {
        this.flaw = flaw;
        this.codec = codec;
        this.blobs = new MemoryBlobStore();
        this.epochs = new FlawedEpochs(flaw);
        this.settings = new ZstoreSettings(DEPLOYMENT, "test", folder);
        this.file = folder.resolve("0000000000004000800000000000005e.index");
        Files.deleteIfExists(file);
        this.driver = zstore().create(STORAGE);
    }

    /** A world that has a disk of blocks 1 and 2, which was deleted, and one of 2 and 3, which was not. */
    static World withGarbage(Flaw flaw, Path folder, BlockCodec codec) throws IOException, InterruptedException {
        var world = new World(flaw, folder, codec);
        for (var content : List.of(Content.of(1, 2), Content.of(2, 3))) {
            var writer = new Writer(world, content);
            while (writer.ready()) {
                writer.step();
            }
        }
        world.delete(Content.of(1, 2));
        return world;
    }

    /** Deletes every disk of this content. */
    void delete(Content content) throws IOException {
        for (var one : List.copyOf(published.entrySet())) {
            if (one.getValue().equals(content)) {
                driver.deleteManifest(one.getKey());
                published.remove(one.getKey());
            }
        }
    }

    private Zstore zstore() {
        return new Zstore(blobs, settings, epochs, codec, InstantSource.system());
    }

    ZstoreDriver driver() {
        return driver;
    }

    FlawedEpochs epochs() {
        return epochs;
    }

    MemoryBlobStore blobs() {
        return blobs;
    }

    /** The server dies, and another one begins. */
    void crash() throws IOException {
        driver.close();
        driver = zstore().open(STORAGE);
    }

    void loseIndex() throws IOException {
        Files.delete(file);
    }

    /** Makes a disk known: whether it is claimed is looked at from now on. */
    void know(Content content) {
        known.add(content);
    }

    /** The catalog as it is now. */
    FlawedEpochs copyOfCatalog() {
        return new FlawedEpochs(epochs);
    }

    /** The server dies, and the next one has an earlier catalog. */
    void restoreCatalog(FlawedEpochs copy) throws IOException {
        epochs = copy;
        if (flaw == Flaw.OLD_CATALOG) {
            while (epochs.current() < new Collections(blobs).highest()) {
                epochs.condemn(List.of()); // nobody compares
            }
            epochs.renewLeases();
        }
        crash();
    }

    byte[] copyOfIndex() throws IOException {
        return Files.readAllBytes(file);
    }

    /** The server dies, and the next one has an earlier file of the index. */
    void restoreIndex(byte[] copy) throws IOException {
        Files.write(file, copy);
        if (flaw == Flaw.OLD_INDEX) {
            try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) { // nobody compares
                channel.write(ByteBuffer.allocate(8).putLong(0, new Collections(blobs).highest()), EPOCH_OFFSET);
            }
        }
        crash();
    }

    /** What a writer was told that it may count on is there, and no collection that it does not hold up takes it. */
    void checkCountedOn(RecordKind kind, Digest digest, UUID task) {
        var lease = epochs.leases().stream()
                .filter(one -> one.task().equals(task))
                .findFirst()
                .orElseThrow();
        var location = index().blocks().find(kind, digest).orElseThrow();
        assertThat(epochs.condemned())
                .as("condemned packs on which %s counts with %s", task, lease)
                .noneMatch(pack -> pack.pack().equals(location.pack()) && pack.epoch() <= lease.epoch());
    }

    /** Every published disk is there, and so is every disk that a writer may count on. */
    void check() {
        published
                .values()
                .forEach(content -> assertThat(missing(content))
                        .as("what is missing of a published disk")
                        .isEmpty());
        for (var content : known) {
            if (index().blocks().claims(RecordKind.NODE, content.root().digest())) {
                assertThat(missing(content))
                        .as("what is missing of a claimed disk")
                        .isEmpty();
            }
        }
    }

    private List<String> missing(Content content) {
        var missing = new ArrayList<String>();
        check(RecordKind.NODE, content.root().digest(), missing);
        content.values().forEach(value -> check(RecordKind.BLOCK, Content.digest(value), missing));
        return missing;
    }

    private void check(RecordKind kind, Digest digest, List<String> missing) {
        var location = index().blocks().find(kind, digest);
        if (location.filter(found -> blobs.size(found.pack().key()).isPresent()).isEmpty()) {
            missing.add(kind + " " + digest);
        }
    }

    private StorageIndex index() {
        return driver.reclaimer().index();
    }

    /** The places of all that published disks need, each pack once for each of its records that is needed. */
    List<Location> needed() {
        var needed = new LinkedHashSet<Location>();
        for (var content : published.values()) {
            index().blocks().find(RecordKind.NODE, content.root().digest()).ifPresent(needed::add);
            content.values()
                    .forEach(value -> index().blocks()
                            .find(RecordKind.BLOCK, Content.digest(value))
                            .ifPresent(needed::add));
        }
        return List.copyOf(needed);
    }

    /** Where a block lies. */
    Location block(int value) {
        return index().blocks().find(RecordKind.BLOCK, Content.digest(value)).orElseThrow();
    }

    /** Lets nobody count on a block: it was found bad. */
    void disclaim(int value) throws IOException {
        index().disclaim(RecordKind.BLOCK, Content.digest(value));
    }

    /** Reads a block, and fails where no copy of it is whole. */
    void read(int value) throws IOException {
        var room = ByteBuffer.allocateDirect(2 * PackLayout.UNIT_BYTES);
        index().records().read(RecordKind.BLOCK, Content.digest(value), room);
    }

    /** Whether a pack holds nodes. */
    boolean ofNodes(PackId pack) {
        return index().blocks().pack(pack).orElseThrow().kind() == RecordKind.NODE;
    }

    /**
     * Once everybody has ended: another server, a collection without anyone else, and a server whose index's file is lost find all that was
     * published, and nothing is condemned for ever.
     */
    void finish() throws IOException, InterruptedException {
        epochs.leases().forEach(epochs::end);
        crash();
        check();
        if (epochs.current() < new Collections(blobs).highest()) {
            assertThatThrownBy(this::reclaim).isInstanceOf(OlderCatalogException.class);
            adopt();
            check();
        }
        reclaim();
        check();
        assertThat(epochs.condemned()).isEmpty();
        loseIndex();
        crash();
        check();
        assertThat(driver.check().warnings()).isEmpty();
        for (var content : published.values()) {
            assertThat(driver.has(content.identity())).isTrue();
        }
    }

    private void adopt() throws IOException {
        driver.close();
        var adopted = zstore().adopt(STORAGE);
        epochs.adopt(adopted.epoch());
        driver = adopted.driver();
    }

    /** Collects garbage, from the beginning to the end. */
    void reclaim() throws IOException, InterruptedException {
        driver.reclaim(
                new ReclaimRequest(published.keySet(), ReclaimRequest.Limit.NONE, Duration.ZERO), ReclaimListener.NONE);
    }

    @Override
    public void close() throws IOException {
        driver.close();
    }
}
