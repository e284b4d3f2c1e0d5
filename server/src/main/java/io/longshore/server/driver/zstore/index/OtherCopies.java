package io.longshore.server.driver.zstore.index;

import io.longshore.disk.Digest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where blocks and nodes lie once more, beside the place where the index looks for them: two wrote them at a time, or one that was damaged was written again. Some of
 * them: it lies in the heap. Not thread-safe.
 */
final class OtherCopies {
    private static final int MOST = 1 << 14;

    private final Map<Key, Deque<Copy>> copies = new HashMap<>();
    private int count;

    private record Key(boolean node, Digest digest) {}

    /** A place, as {@link DigestTable} has it. */
    record Copy(int pack, int ordinal, int offset, int storedBytes, int plainBytes) {}

    void add(boolean node, Digest digest, Copy copy) {
        if (count < MOST) {
            copies.computeIfAbsent(new Key(node, digest), _ -> new ArrayDeque<>())
                    .add(copy);
            count++;
        }
    }

    boolean has(boolean node, Digest digest) {
        return copies.containsKey(new Key(node, digest));
    }

    /** Takes one out; null where there is none. */
    @Nullable
    Copy take(boolean node, Digest digest) {
        var key = new Key(node, digest);
        var found = copies.get(key);
        if (found == null) {
            return null;
        }
        var copy = found.remove();
        count--;
        if (found.isEmpty()) {
            copies.remove(key);
        }
        return copy;
    }

    /** Forgets what lies in these packs. */
    void forget(Set<Integer> packs) {
        copies.values().forEach(places -> {
            int before = places.size();
            places.removeIf(copy -> packs.contains(copy.pack()));
            count -= before - places.size();
        });
        copies.values().removeIf(Deque::isEmpty);
    }

    /** Forgets the place of a digest in a pack. */
    void forget(boolean node, Digest digest, int pack) {
        var found = copies.get(new Key(node, digest));
        if (found != null && found.removeIf(copy -> copy.pack() == pack)) {
            count--;
            if (found.isEmpty()) {
                copies.remove(new Key(node, digest));
            }
        }
    }
}
