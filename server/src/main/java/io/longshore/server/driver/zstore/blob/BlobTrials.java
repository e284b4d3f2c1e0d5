package io.longshore.server.driver.zstore.blob;

import io.longshore.server.driver.BlockBuffers;
import io.longshore.server.driver.promise.Finding;
import io.longshore.server.driver.promise.Trial;
import io.longshore.server.driver.promise.Trials;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tries every promise of {@link BlobStore} that one client can see kept or broken, in a folder of its own; and then what the store's own server is relied on
 * for. Durability over a power cut can't be tried: a store tells what it does for it.
 */
public final class BlobTrials implements Trials {
    /** More than a part of an upload to S3, and less than a pack. */
    private static final int LARGE_BYTES = (20 << 20) + 4711;

    private static final int MANY = 12;

    private final BlobStore store;
    private final String folder;
    private final Random random = new Random(1);

    /**
     * Starts in an empty folder: what an interrupted run left in it is removed.
     *
     * @param folder lower-case letters, digits and dashes; nobody else's
     */
    public BlobTrials(BlobStore store, String folder) throws IOException {
        this.store = store;
        this.folder = folder;
        store.removeFolder(folder);
    }

    @Override
    public List<Trial> all() {
        return Stream.concat(
                        Stream.of(
                                new Trial(
                                        "visible-after-write",
                                        "What was written is seen whole by everybody as soon as its write is acknowledged.",
                                        this::visible),
                                new Trial(
                                        "invisible-before",
                                        "What is being written is seen by nobody, and leaves no trace when it is given up.",
                                        this::invisible),
                                new Trial(
                                        "listed-at-once",
                                        "A listing shows what was written and what was removed as soon as that is acknowledged.",
                                        this::listed),
                                new Trial(
                                        "listed-once",
                                        "A listing shows everything in a folder once, and nothing of its neighbours.",
                                        this::listedOnce),
                                new Trial("never-replaced", "What has a name keeps its content.", this::neverReplaced),
                                new Trial(
                                        "one-winner",
                                        "Of many that write the same name at once, one alone is told that it did.",
                                        this::oneWinner),
                                new Trial(
                                        "ranges",
                                        "Any range can be read, and one that goes beyond the end is an error.",
                                        this::ranges),
                                new Trial("large-blobs", "What is large comes back as it was sent.", this::large),
                                new Trial("many-at-once", "Many can read and write at the same time.", this::many),
                                new Trial("room-told", "The server tells how much room it has.", this::room)),
                        store.ownTrials(folder).stream())
                .toList();
    }

    private Finding visible() throws IOException, InterruptedException {
        var content = bytes(100_000);
        for (int i = 0; i < 5; i++) {
            var key = key("visible-" + i);
            put(key, content);
            var wrong = Together.run(4, _ -> store.size(key).orElse(-1) == content.length && equal(key, content));
            if (wrong > 0) {
                return Finding.broken(wrong + " of 4 readers did not see what was just written");
            }
        }
        return Finding.HOLDS;
    }

    private Finding invisible() throws IOException {
        var key = key("given-up");
        try (var writer = store.create(key, "trial")) {
            writer.write(ByteBuffer.wrap(bytes(1000)));
            writer.flush();
            if (store.size(key).isPresent() || names().contains(key.path())) {
                return Finding.broken("it was seen before its write had ended");
            }
        }
        return Finding.holdsIf(store.size(key).isEmpty(), "it was seen though its write was given up");
    }

    private Finding listed() throws IOException {
        for (int i = 0; i < MANY; i++) {
            var key = key("listed-" + i);
            put(key, bytes(10));
            if (!names().contains(key.path())) {
                return Finding.broken("listings lag behind: what was just written is not shown");
            }
            store.delete(key);
            if (names().contains(key.path()) || store.size(key).isPresent()) {
                return Finding.broken("what was just removed is still there");
            }
        }
        return Finding.HOLDS;
    }

    private Finding listedOnce() throws IOException {
        for (int i = 0; i < 3; i++) {
            put(key("once/" + i), bytes(1 + i));
            put(key("once-" + i), bytes(1));
        }
        var found = new ArrayList<BlobInfo>();
        store.list(folder + "/once", found::add);
        found.sort((one, other) -> one.path().compareTo(other.path()));
        var expected = Stream.of(0, 1, 2)
                .map(i -> new BlobInfo(folder + "/once/" + i, 1L + i))
                .toList();
        return Finding.holdsIf(found.equals(expected), found + " (expected: " + expected + ")");
    }

    private Finding neverReplaced() throws IOException {
        var key = key("kept");
        put(key, bytes(10));
        var content = read(key, 10);
        try (var writer = store.create(key, "trial")) {
            writer.write(ByteBuffer.wrap(bytes(10)));
            writer.commit();
            return Finding.broken("a second write of the same name was taken");
        } catch (FileAlreadyExistsException _) {
            // as it should be
        }
        boolean put = store.putIfAbsent(key, bytes(10));
        return Finding.holdsIf(!put && Arrays.equals(read(key, 10), content), "its content was replaced");
    }

    private Finding oneWinner() throws IOException, InterruptedException {
        for (int round = 0; round < 3; round++) {
            var key = key("race-" + round);
            var contents = Stream.generate(() -> bytes(64)).limit(MANY).toList();
            var won = new ArrayList<byte[]>();
            Together.run(MANY, i -> {
                if (store.putIfAbsent(key, contents.get(i))) {
                    synchronized (won) {
                        won.add(contents.get(i));
                    }
                }
                return true;
            });
            if (won.size() != 1) {
                return Finding.notOffered(won.size() + " of " + MANY
                        + " were told that they did: two servers could take this storage at the same time");
            }
            if (!Arrays.equals(read(key, 64), won.getFirst())) {
                return Finding.broken("another one's content lies there than of the one that was told");
            }
        }
        return Finding.HOLDS;
    }

    private Finding ranges() throws IOException {
        var key = key("ranges");
        var content = bytes((3 << 20) + 1);
        put(key, content);
        for (int i = 0; i < 40; i++) {
            int from = random.nextInt(content.length);
            int length = 1 + random.nextInt(Math.min(content.length - from, 1 << 20));
            var read = ByteBuffer.allocate(length);
            store.read(key, from, read);
            if (!Arrays.equals(read.array(), Arrays.copyOfRange(content, from, from + length))) {
                return Finding.broken("bytes " + from + " to " + (from + length) + " are others than were written");
            }
        }
        try {
            store.read(key, content.length - 1, ByteBuffer.allocate(2));
            return Finding.broken("a range that goes beyond the end was answered as if it did not");
        } catch (EOFException _) {
            return Finding.HOLDS;
        }
    }

    private Finding large() throws IOException {
        var key = key("large");
        var content = bytes(LARGE_BYTES);
        put(key, content);
        var window = ByteBuffer.allocateDirect((1 << 20) + BlockBuffers.ALIGNMENT_BYTES)
                .alignedSlice(BlockBuffers.ALIGNMENT_BYTES);
        int position = 0;
        try (var stream = store.stream(key)) {
            for (; ; ) {
                int read = stream.read(window.clear().limit(1 << 20));
                if (read == 0) {
                    break;
                }
                if (position + read > content.length
                        || !window.flip().equals(ByteBuffer.wrap(content, position, read))) {
                    return Finding.broken("it differs from byte " + position + " on");
                }
                position += read;
            }
        }
        store.delete(key);
        return Finding.holdsIf(position == content.length, position + " bytes came back of " + content.length);
    }

    private Finding many() throws IOException, InterruptedException {
        var content = bytes(300_000);
        var wrong = Together.run(MANY, i -> {
            var key = key("many-" + i);
            put(key, content);
            return equal(key, content);
        });
        return Finding.holdsIf(wrong == 0, wrong + " of " + MANY + " read other bytes than they had written");
    }

    private Finding room() throws IOException {
        var space = store.space();
        if (space.free().isEmpty()) {
            return Finding.notOffered("a full storage is noticed when a write fails; give it a capacity");
        }
        return Finding.holdsIf(
                space.free().getAsLong() > 0
                        && space.free().getAsLong() <= space.total().orElse(Long.MAX_VALUE),
                space + " (expected: some free, and no more than there is)");
    }

    private BlobKey key(String name) {
        return new BlobKey(folder + "/" + name);
    }

    private byte[] bytes(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private void put(BlobKey key, byte[] content) throws IOException {
        try (var writer = store.create(key, "trial")) {
            for (int from = 0; from < content.length; from += 1 << 20) {
                writer.write(ByteBuffer.wrap(content, from, Math.min(1 << 20, content.length - from)));
            }
            writer.commit();
        }
    }

    private byte[] read(BlobKey key, int length) throws IOException {
        var read = ByteBuffer.allocate(length);
        store.read(key, 0, read);
        return read.array();
    }

    private boolean equal(BlobKey key, byte[] content) throws IOException {
        return Arrays.equals(read(key, content.length), content);
    }

    private Set<String> names() throws IOException {
        var names = new HashSet<String>();
        store.list(folder, blob -> names.add(blob.path()));
        return names;
    }

    @Override
    public void close() throws IOException {
        store.removeFolder(folder);
    }
}
