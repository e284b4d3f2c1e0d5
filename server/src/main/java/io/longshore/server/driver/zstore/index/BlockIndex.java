package io.longshore.server.driver.zstore.index;

import io.longshore.disk.Digest;
import io.longshore.server.driver.zstore.pack.Pack;
import io.longshore.server.driver.zstore.pack.PackId;
import io.longshore.server.driver.zstore.pack.RecordKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where each block and node of a storage lies. Two questions are kept apart: where something can be read ({@link #find}),
 * and whether a writer may count on its being there ({@link #claims}). <b>A node that is claimed proves its whole
 * subtree</b>: whoever adds nodes sees to it, and {@link #disclaim} is called for what turns out to be bad or missing,
 * with every node above it.
 *
 * <p>What may be counted on depends on the epoch of the lease that asks. Packs that an epoch condemned are there for
 * earlier leases, which the collection waits for, and not for its own and later ones. Packs of nodes that an earlier lease
 * wrote may stand over what was condemned since; nobody of a later one counts on them until they are proven again.
 * Thread-safe.
 */
public final class BlockIndex implements AutoCloseable {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final DigestTable table = new DigestTable();
    private final OtherCopies others = new OtherCopies();
    private final Map<PackId, IndexedPack> packs = new HashMap<>();

    /** At {@code number - 1}: the pack of this number; null once removed. */
    private final List<@Nullable IndexedPack> numbered = new ArrayList<>();

    /** Every pack that it and earlier epochs condemned is known as such. */
    private volatile long epoch;

    /** Nothing yet, at a storage's epoch. */
    public BlockIndex(long epoch) {
        this.epoch = epoch;
    }

    /** The epoch up to which it is known what was condemned. */
    public long epoch() {
        return epoch;
    }

    /** Where something can be read; empty when it lies nowhere. */
    public Optional<Location> find(RecordKind kind, Digest digest) {
        lock.readLock().lock();
        try {
            long slot = table.find(kind == RecordKind.NODE, digest);
            return slot < 0 ? Optional.empty() : Optional.of(location(slot));
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Whether a writer that takes its lease now may count on it. */
    public boolean claims(RecordKind kind, Digest digest) {
        return claims(kind, digest, epoch);
    }

    /** Whether a writer whose lease has this epoch may count on it. */
    public boolean claims(RecordKind kind, Digest digest, long lease) {
        lock.readLock().lock();
        try {
            long slot = table.find(kind == RecordKind.NODE, digest);
            return slot >= 0 && claims(slot, lease);
        } finally {
            lock.readLock().unlock();
        }
    }

    private boolean claims(long slot, long lease) {
        return table.claimed(slot) && packAt(slot).countsAt(lease);
    }

    /** Whether it is there, condemned or not, and neither bad nor without something below. */
    boolean sound(RecordKind kind, Digest digest) {
        lock.readLock().lock();
        try {
            long slot = table.find(kind == RecordKind.NODE, digest);
            return slot >= 0 && table.claimed(slot);
        } finally {
            lock.readLock().unlock();
        }
    }

    /**
     * Adds a pack and what it holds. Of two copies of a digest the first one counts on which the second one's writer could
     * have counted.
     *
     * @param writer the task or upload that wrote it, where that is known
     * @param lease the epoch of the lease under which it was written, which is that of its proof, too
     */
    public void add(Pack pack, Optional<UUID> writer, long lease) {
        lock.writeLock().lock();
        try {
            int number = numbered.size() + 1;
            var entries = pack.entries();
            var indexed = new IndexedPack(
                    number,
                    pack.id(),
                    entries.kind(),
                    pack.sizeBytes(),
                    entries.count(),
                    writer,
                    IndexedPack.NEVER,
                    lease);
            if (packs.putIfAbsent(pack.id(), indexed) != null) {
                return;
            }
            numbered.add(indexed);
            for (int ordinal = 0; ordinal < entries.count(); ordinal++) {
                addRecord(pack, indexed, ordinal);
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void addRecord(Pack pack, IndexedPack indexed, int ordinal) {
        boolean node = indexed.kind() == RecordKind.NODE;
        var entries = pack.entries();
        var digest = entries.digest(ordinal);
        long slot = table.find(node, digest);
        int offset = entries.offset(ordinal);
        int stored = entries.storedBytes(ordinal);
        int plain = entries.plainBytes(ordinal);
        if (slot < 0) {
            table.add(node, digest, indexed.number(), ordinal, offset, stored, plain);
        } else if (!claims(slot, indexed.provenAt())) {
            table.replace(slot, node, indexed.number(), ordinal, offset, stored, plain);
        } else {
            others.add(node, digest, new OtherCopies.Copy(indexed.number(), ordinal, offset, stored, plain));
        }
    }

    /**
     * Looks for something in another place from now on, since what lies in this one is damaged. Returns false where no other is known: nothing has changed then. Whether a
     * writer may count on it stays as it was.
     */
    boolean lookElsewhere(RecordKind kind, Digest digest, PackId damaged) {
        boolean node = kind == RecordKind.NODE;
        lock.writeLock().lock();
        try {
            long slot = table.find(node, digest);
            var pack = packs.get(damaged);
            if (slot < 0 || pack == null) {
                return slot >= 0;
            }
            if (table.pack(slot) != pack.number()) {
                others.forget(node, digest, pack.number());
                return true;
            }
            boolean claimed = table.claimed(slot);
            for (var copy = others.take(node, digest); copy != null; copy = others.take(node, digest)) {
                var place = numbered.get(copy.pack() - 1);
                if (place != null && !place.condemned()) { // else it is about to go
                    table.replace(
                            slot,
                            node,
                            copy.pack(),
                            copy.ordinal(),
                            copy.offset(),
                            copy.storedBytes(),
                            copy.plainBytes());
                    table.setClaimed(slot, claimed);
                    return true;
                }
            }
            return false;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Whether another place is known beside the one where it is looked for. */
    public boolean liesTwice(RecordKind kind, Digest digest) {
        lock.readLock().lock();
        try {
            return others.has(kind == RecordKind.NODE, digest);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Notes what an epoch condemned: nobody whose lease has it or a later one counts on these packs any more. */
    public void condemn(long epoch, Collection<PackId> ids) {
        lock.writeLock().lock();
        try {
            ids.forEach(id -> change(id, pack -> pack.condemn(epoch)));
            this.epoch = Math.max(this.epoch, epoch);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Notes who wrote packs, where that was forgotten. */
    public void wrote(UUID writer, Collection<PackId> ids) {
        lock.writeLock().lock();
        try {
            ids.forEach(id -> change(id, pack -> pack.by(writer)));
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Notes that all nodes of these packs have their whole subtrees, and that at this epoch nothing of them is to go. */
    public void prove(long epoch, Collection<PackId> ids) {
        lock.writeLock().lock();
        try {
            ids.forEach(id -> change(id, pack -> pack.prove(epoch)));
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void change(PackId id, UnaryOperator<IndexedPack> change) {
        var changed = packs.computeIfPresent(id, (_, pack) -> change.apply(pack));
        if (changed != null) {
            numbered.set(changed.number() - 1, changed);
        }
    }

    /** Forgets packs that are gone and whatever lay in them. */
    public void remove(Collection<PackId> ids) {
        lock.writeLock().lock();
        try {
            Set<Integer> numbers = new HashSet<>();
            for (var id : ids) {
                var removed = packs.remove(id);
                if (removed != null) {
                    numbered.set(removed.number() - 1, null);
                    numbers.add(removed.number());
                }
            }
            table.removeAll(slot -> numbers.contains(table.pack(slot)));
            others.forget(numbers);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Lets no writer count on it any more; true when one could before. It can still be read where it lies. */
    public boolean disclaim(RecordKind kind, Digest digest) {
        lock.writeLock().lock();
        try {
            long slot = table.find(kind == RecordKind.NODE, digest);
            if (slot < 0 || !table.claimed(slot)) {
                return false;
            }
            table.setClaimed(slot, false);
            return true;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Lets no writer count on anything that lies in these packs, and returns the digests of it. */
    Set<Digest> disclaim(Collection<PackId> ids) {
        lock.writeLock().lock();
        try {
            var numbers = ids.stream()
                    .map(packs::get)
                    .filter(Objects::nonNull)
                    .map(IndexedPack::number)
                    .collect(Collectors.toSet());
            var digests = new HashSet<Digest>();
            table.forEach(slot -> {
                if (numbers.contains(table.pack(slot)) && table.claimed(slot)) {
                    table.setClaimed(slot, false);
                    digests.add(table.digest(slot));
                }
            });
            return digests;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** What a pack has of which the index knows no better place. Goes through all that is known. */
    Map<Digest, Location> located(PackId id) {
        lock.readLock().lock();
        try {
            var pack = packs.get(id);
            var located = new HashMap<Digest, Location>();
            if (pack != null) {
                table.forEach(slot -> {
                    if (table.pack(slot) == pack.number()) {
                        located.put(table.digest(slot), location(slot));
                    }
                });
            }
            return located;
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Lets writers count on it again: for nodes whose subtree was found whole. */
    void claim(RecordKind kind, Digest digest) {
        lock.writeLock().lock();
        try {
            long slot = table.find(kind == RecordKind.NODE, digest);
            if (slot >= 0) {
                table.setClaimed(slot, true);
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Shows every node and where it lies. The visitor may not change the index. */
    public void forEachNode(BiConsumer<Digest, Location> visitor) {
        lock.readLock().lock();
        try {
            table.forEach(slot -> {
                if (table.node(slot)) {
                    visitor.accept(table.digest(slot), location(slot));
                }
            });
        } finally {
            lock.readLock().unlock();
        }
    }

    /** All packs, by their numbers. */
    public List<IndexedPack> packs() {
        lock.readLock().lock();
        try {
            return packs.values().stream()
                    .sorted(Comparator.comparingInt(IndexedPack::number))
                    .toList();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** The pack of this name. */
    public Optional<IndexedPack> pack(PackId id) {
        lock.readLock().lock();
        try {
            return Optional.ofNullable(packs.get(id));
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Bytes of all packs' files. */
    public long packBytes() {
        lock.readLock().lock();
        try {
            return packs.values().stream().mapToLong(IndexedPack::sizeBytes).sum();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Blocks and nodes that can be found. */
    public long size() {
        lock.readLock().lock();
        try {
            return table.size();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Memory outside the heap: 56 to 65 bytes for each of many blocks and nodes. */
    public long offHeapBytes() {
        lock.readLock().lock();
        try {
            return table.bytes();
        } finally {
            lock.readLock().unlock();
        }
    }

    private Location location(long slot) {
        var pack = packAt(slot);
        return new Location(
                pack.id(),
                table.ordinal(slot),
                table.offset(slot),
                table.storedBytes(slot),
                table.plainBytes(slot),
                claims(slot, epoch));
    }

    private IndexedPack packAt(long slot) {
        var pack = numbered.get(table.pack(slot) - 1);
        if (pack == null) {
            throw new IllegalStateException("pack number: " + table.pack(slot) + " (expected: one that is there)");
        }
        return pack;
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            table.close();
        } finally {
            lock.writeLock().unlock();
        }
    }
}
