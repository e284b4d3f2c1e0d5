package io.longshore.server.driver.zstore.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.server.driver.BlockBuffers;
import io.longshore.server.driver.promise.Promise;
import io.longshore.server.driver.promise.Promise.Outcome;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Every promise of {@link BlobStore}, checked once for all stores. */
public abstract class BlobStoreContract {
    private static final BlobKey KEY = new BlobKey("packs/ab/one.pack");

    /** Opens the store of this test; each call is a connection of its own. */
    protected abstract BlobStore open() throws IOException;

    /** Whether {@link BlobStore#removeUnfinished} shows what it removes; a store says why where not. */
    protected boolean showsUnfinished() {
        return true;
    }

    /** Names of promises that this store's server may not offer; a store says why. */
    protected Set<String> notOffered() {
        return Set.of();
    }

    /** Whether a promise was given and not kept. */
    protected boolean broken(Promise promise) {
        return promise.outcome() == Outcome.BROKEN;
    }

    @Test
    void whatADeepCheckTriesHoldsAndNothingOfItStays() throws Exception {
        try (var store = open()) {
            var found = new ArrayList<Promise>();
            try (var trials = new BlobTrials(store, "check-1")) {
                for (var trial : trials.all()) {
                    found.add(trial.run());
                }
            }
            assertThat(found).extracting(Promise::name).doesNotHaveDuplicates().hasSizeGreaterThan(9);
            assertThat(found).filteredOn(this::broken).isEmpty();
            assertThat(found)
                    .filteredOn(promise -> promise.outcome() == Outcome.NOT_OFFERED)
                    .allSatisfy(promise -> assertThat(promise.details()).isNotEmpty())
                    .extracting(Promise::name)
                    .isSubsetOf(notOffered());
            assertThat(list(store, "check-1")).isEmpty();
        }
    }

    @Test
    void aFolderIsRemovedWithAllThatLiesInItAndCanBeUsedAgain() throws IOException {
        try (var store = open()) {
            store.removeFolder("packs");
            put(store, KEY, 1);
            put(store, new BlobKey("packs-2/one"), 2);
            try (var unfinished = store.create(new BlobKey("packs/two"), "writer")) {
                unfinished.write(bytes(1));
                store.removeFolder("packs");
            }
            assertThat(list(store, "packs")).isEmpty();
            assertThat(list(store, "packs-2")).hasSize(1);
            put(store, KEY, 3);
            assertThat(read(store, KEY, 0, 1)).containsExactly(3);
        }
    }

    @Test
    void aCommittedBlobIsSeenByAll() throws IOException {
        try (var one = open();
                var other = open()) {
            put(one, KEY, 1, 2, 3);
            assertThat(other.size(KEY)).hasValue(3);
            assertThat(read(other, KEY, 0, 3)).containsExactly(1, 2, 3);
            assertThat(read(other, KEY, 1, 1)).containsExactly(2);
            assertThat(list(other, "packs")).containsExactly(new BlobInfo(KEY.path(), 3));
            assertThat(list(other, "packs/ab")).hasSize(1);
        }
    }

    @Test
    void anUncommittedBlobIsSeenByNobody() throws IOException {
        try (var one = open();
                var other = open();
                var writer = one.create(KEY, "writer")) {
            writer.write(bytes(1, 2, 3));
            writer.flush();
            assertThat(other.size(KEY)).isEmpty();
            assertThat(list(other, "packs")).isEmpty();
            writer.commit();
            assertThat(other.size(KEY)).hasValue(3);
        }
    }

    @Test
    void closingWithoutCommitLeavesNoTrace() throws IOException {
        try (var store = open()) {
            try (var writer = store.create(KEY, "writer")) {
                writer.write(bytes(1));
            }
            assertThat(store.size(KEY)).isEmpty();
            assertThat(unfinished(store)).isEmpty();
            put(store, KEY, 7);
            assertThat(read(store, KEY, 0, 1)).containsExactly(7);
        }
    }

    @Test
    void whatIsLeftUnfinishedIsShownAndRemoved() throws IOException {
        try (var store = open()) {
            var writer = store.create(KEY, "c0ffee");
            writer.write(bytes(1, 2));
            writer.flush(); // until then a store may gather them in memory
            var expected = showsUnfinished() ? List.of("c0ffee: [1, 2]") : List.<String>of();
            assertThat(unfinished(store)).isEqualTo(expected);
            assertThat(unfinished(store)).isEmpty();
            writer.close();
            assertThat(store.size(KEY)).isEmpty();
        }
    }

    @Test
    void severalBuffersAreWrittenInOrder() throws IOException {
        try (var store = open();
                var writer = store.create(KEY, "writer")) {
            writer.write(bytes(1), bytes(), bytes(2, 3));
            writer.write(ByteBuffer.allocateDirect(2).put(0, (byte) 4));
            writer.commit();
            assertThat(read(store, KEY, 0, 5)).containsExactly(1, 2, 3, 4, 0);
        }
    }

    @Test
    void readingWhatIsNotThereFails() throws IOException {
        try (var store = open()) {
            assertThat(store.size(KEY)).isEmpty();
            assertThat(store.delete(KEY)).isFalse();
            assertThat(list(store, "packs")).isEmpty();
            assertThatThrownBy(() -> read(store, KEY, 0, 1)).isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> store.stream(KEY)).isInstanceOf(NoSuchFileException.class);
            put(store, KEY, 1);
            assertThatThrownBy(() -> read(store, KEY, 0, 2)).isInstanceOf(EOFException.class);
            assertThatThrownBy(() -> read(store, KEY, 5, 1)).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void aKeyIsWrittenOnce() throws IOException {
        try (var store = open()) {
            put(store, KEY, 1);
            assertThatThrownBy(() -> store.create(KEY, "writer")).isInstanceOf(FileAlreadyExistsException.class);
            assertThat(store.putIfAbsent(KEY, new byte[] {2})).isFalse();
            assertThat(read(store, KEY, 0, 1)).containsExactly(1);
            assertThat(unfinished(store)).isEmpty();
        }
    }

    @Test
    void ofManyThatPutIfAbsentExactlyOneWins() throws Exception {
        int tries = 16;
        var key = new BlobKey("owner/1");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var start = new CyclicBarrier(tries);
            var puts = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < tries; i++) {
                byte content = (byte) i;
                puts.add(() -> {
                    try (var store = open()) {
                        start.await();
                        return store.putIfAbsent(key, new byte[] {content});
                    }
                });
            }
            int winners = 0;
            byte winner = -1;
            var results = threads.invokeAll(puts);
            for (int i = 0; i < tries; i++) {
                if (results.get(i).get()) {
                    winners++;
                    winner = (byte) i;
                }
            }
            assertThat(winners).isEqualTo(1);
            try (var store = open()) {
                assertThat(read(store, key, 0, 1)).containsExactly(winner);
            }
        }
    }

    @Test
    void aDeletedBlobIsGone() throws IOException {
        try (var one = open();
                var other = open()) {
            put(one, KEY, 1);
            assertThat(one.delete(KEY)).isTrue();
            assertThat(other.size(KEY)).isEmpty();
            assertThat(list(other, "packs")).isEmpty();
        }
    }

    @Test
    void aFolderIsNotTheBeginningOfAName() throws IOException {
        try (var store = open()) {
            put(store, new BlobKey("packs/ab/one.pack"), 1);
            put(store, new BlobKey("packs/abc/two.pack"), 2);
            assertThat(list(store, "packs/ab")).extracting(BlobInfo::path).containsExactly("packs/ab/one.pack");
            assertThat(list(store, "packs")).hasSize(2);
        }
    }

    @Test
    void anEmptyBlobIsABlob() throws IOException {
        try (var store = open()) {
            put(store, KEY);
            assertThat(store.size(KEY)).hasValue(0);
            assertThat(read(store, KEY, 0, 0)).isEmpty();
            try (var stream = store.stream(KEY)) {
                assertThat(stream.sizeBytes()).isZero();
            }
        }
    }

    @Test
    void aStreamMayBeLeftBeforeItsEnd() throws IOException {
        try (var store = open()) {
            try (var writer = store.create(KEY, "writer")) {
                writer.write(ByteBuffer.allocate(4 << 20));
                writer.commit();
            }
            for (int i = 0; i < 40; i++) { // more than any pool of connections holds
                try (var stream = store.stream(KEY)) {
                    var window = ByteBuffer.allocateDirect(2 * 4096)
                            .alignedSlice(4096)
                            .limit(4096);
                    assertThat(stream.read(window)).isEqualTo(4096);
                }
            }
        }
    }

    @Test
    void manyReadAndWriteAtOnce() throws Exception {
        int many = 24;
        try (var store = open();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < many; i++) {
                byte value = (byte) i;
                var key = new BlobKey("packs/ab/" + i + ".pack");
                tasks.add(() -> {
                    var content = new byte[300_000];
                    java.util.Arrays.fill(content, value);
                    try (var writer = store.create(key, "writer" + value)) {
                        for (int part = 0; part < 5; part++) {
                            writer.write(ByteBuffer.wrap(content));
                        }
                        writer.commit();
                    }
                    return java.util.Arrays.equals(read(store, key, 600_000, content.length), content);
                });
            }
            for (var done : threads.invokeAll(tasks)) {
                assertThat(done.get()).isTrue();
            }
            assertThat(list(store, "packs"))
                    .hasSize(many)
                    .extracting(BlobInfo::sizeBytes)
                    .containsOnly(1_500_000L);
        }
    }

    @Test
    void aStreamReadsAllInOrder() throws IOException {
        var content = new byte[3 * 4096 + 100];
        new Random(1).nextBytes(content);
        try (var store = open()) {
            try (var writer = store.create(KEY, "writer")) {
                writer.write(ByteBuffer.wrap(content));
                writer.commit();
            }
            var window = ByteBuffer.allocateDirect(3 * 4096).alignedSlice(4096).limit(2 * 4096);
            var read = ByteBuffer.allocate(content.length);
            try (var stream = store.stream(KEY)) {
                assertThat(stream.sizeBytes()).isEqualTo(content.length);
                while (stream.read(window) > 0) {
                    read.put(window.flip());
                    window.position(0).limit(2 * BlockBuffers.ALIGNMENT_BYTES);
                }
            }
            assertThat(read.array()).isEqualTo(content);
        }
    }

    @Test
    void spaceIsTold() throws IOException {
        try (var store = open()) {
            var space = store.space();
            space.total()
                    .ifPresent(total -> assertThat(space.free().orElseThrow()).isLessThanOrEqualTo(total));
        }
    }

    protected static void put(BlobStore store, BlobKey key, int... content) throws IOException {
        try (var writer = store.create(key, "writer")) {
            writer.write(bytes(content));
            writer.commit();
        }
    }

    protected static byte[] read(BlobStore store, BlobKey key, long offset, int length) throws IOException {
        var target = ByteBuffer.allocate(length);
        store.read(key, offset, target);
        return target.array();
    }

    private static List<BlobInfo> list(BlobStore store, String folder) throws IOException {
        var blobs = new ArrayList<BlobInfo>();
        store.list(folder, blobs::add);
        return blobs;
    }

    private static List<String> unfinished(BlobStore store) throws IOException {
        var seen = new ArrayList<String>();
        store.removeUnfinished(
                "packs",
                (writer, content) -> seen.add(writer + ": " + java.util.Arrays.toString(content.readAllBytes())));
        return seen;
    }

    private static ByteBuffer bytes(int... values) {
        var bytes = ByteBuffer.allocate(values.length);
        for (int value : values) {
            bytes.put((byte) value);
        }
        return bytes.flip();
    }
}
