package io.longshore.server.driver.ceph;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskIdentity;
import io.longshore.disk.DiskTree;
import io.longshore.disk.TreeNode;
import io.longshore.server.driver.BlockBuffer;
import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.CorruptBlockException;
import io.longshore.server.driver.DiskWriter;
import io.longshore.server.driver.EncodedBlock;
import io.longshore.server.driver.Pace;
import io.longshore.server.driver.ReadBack;
import io.longshore.server.driver.ReadMode;
import io.longshore.server.driver.SealedPack;
import io.longshore.server.driver.ceph.client.RadosPool;
import io.longshore.server.driver.ceph.client.RbdImage;
import java.io.IOException;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One disk of a session: an image with a temporary name, which holds the lock on it, or one that the task has published before and that changes no more. Blocks
 * are written as they come, many at a time; each 64 of them are sealed.
 */
final class CephDisk implements DiskWriter, AutoCloseable {
    private static final int SEAL_BLOCKS = 64;

    private final CephSession session;
    private final Workshop workshop;
    private final UUID uuid;
    private final long lengthBytes;
    private final RadosPool pool;
    private final String imageId;
    private final @Nullable RbdImage image;
    private final BlockTable table;
    private final Set<Integer> seals;
    private final ReentrantLock sealing = new ReentrantLock();
    private final int firstSeal;
    private Batch open;
    private boolean snapshotTaken;
    private @Nullable RbdImage snapshot;

    /**
     * A disk.
     *
     * @param image null for one that is published
     * @param seals those that count of earlier attempts
     * @param firstSeal the number of the next one
     */
    CephDisk(
            CephSession session,
            UUID uuid,
            long lengthBytes,
            String imageId,
            @Nullable RbdImage image,
            Set<Integer> seals,
            int firstSeal) {
        this.session = session;
        this.workshop = session.workshop();
        this.uuid = uuid;
        this.lengthBytes = lengthBytes;
        this.pool = session.pool();
        this.imageId = imageId;
        this.image = image;
        this.table = new BlockTable(pool, imageId);
        this.seals = ConcurrentHashMap.newKeySet();
        this.seals.addAll(seals);
        this.firstSeal = firstSeal;
        this.open = new Batch(firstSeal);
    }

    UUID uuid() {
        return uuid;
    }

    long lengthBytes() {
        return lengthBytes;
    }

    String imageId() {
        return imageId;
    }

    boolean published() {
        return image == null;
    }

    /** Whether anything of it survives the session. */
    boolean hasSeals() {
        return !seals.isEmpty();
    }

    /** Whether a seal counts, or is about to. */
    private boolean counts(int seal) {
        return seals.contains(seal) || Integer.compareUnsigned(seal, firstSeal) >= 0;
    }

    @Override
    public boolean hasBlock(long index, Digest digest) throws IOException {
        var place = table.place(index);
        return place != null && place.digest().equals(digest) && counts(place.seal());
    }

    @Override
    public boolean hasNode(Digest digest) {
        return false;
    }

    @Override
    public boolean putNode(TreeNode node) throws IOException {
        session.checkUsable();
        return false;
    }

    @Override
    public boolean putBlock(long index, EncodedBlock block) throws IOException, InterruptedException {
        session.checkUsable();
        if (index < 0 || index >= DiskTree.blocks(lengthBytes)) {
            throw new IllegalArgumentException(
                    "index: " + index + " (expected: 0 to " + (DiskTree.blocks(lengthBytes) - 1) + ")");
        }
        if (hasBlock(index, block.digest())) {
            return false;
        }
        return session.unlessItBreaks(() -> {
            var target = writable();
            dropSnapshot(target);
            var buffer = usable(workshop.writeBuffers().take());
            boolean full = write(target, index, block, fill(index, block, buffer), buffer);
            if (full) {
                seal();
            }
            return true;
        });
    }

    /** The buffer, unless a write has failed since others gave it back: nothing is sent to a cluster that does not answer for each of them to wait. */
    private BlockBuffer usable(BlockBuffer buffer) throws IOException {
        try {
            session.checkUsable();
            return buffer;
        } catch (IOException e) {
            buffer.close();
            throw e;
        }
    }

    /** Opens the block into the buffer; returns how many bytes of it are to be written. */
    private int fill(long index, EncodedBlock block, BlockBuffer buffer) throws IOException {
        boolean filled = false;
        try {
            var bytes = buffer.bytes();
            workshop.codec().decode(block.digest(), block.compression(), block.stored(), block.plainBytes(), bytes);
            int whole = ImageSize.ofBlock(lengthBytes, index);
            // Behind the block's last data lie zeros already, unless this very place was written before.
            int length = table.place(index) == null ? (int) ImageSize.of(block.plainBytes()) : whole;
            BlockCodec.putZeros(Math.min(length, whole) - block.plainBytes(), bytes);
            filled = true;
            return bytes.position();
        } finally {
            if (!filled) {
                buffer.close();
            }
        }
    }

    /** Starts to write; true when that filled a batch. */
    private boolean write(RbdImage target, long index, EncodedBlock block, int length, BlockBuffer buffer)
            throws IOException {
        var entered = enter(index);
        var batch = entered.batch();
        try {
            table.put(index, block.digest(), batch.seal());
            target.write(index * DiskTree.BLOCK_BYTES, buffer.bytes().slice(0, length), result -> {
                session.noteEnd(target, result);
                buffer.close();
                batch.leave(result);
            });
        } catch (IOException e) {
            buffer.close();
            batch.abandon(e);
            throw e;
        }
        return entered.blocks() == SEAL_BLOCKS;
    }

    /** A batch, and how many blocks it has with the one that entered it. */
    private record Entered(Batch batch, int blocks) {}

    private synchronized Entered enter(long index) {
        open.enter(index, (int) Math.min(DiskTree.BLOCK_BYTES, lengthBytes - index * DiskTree.BLOCK_BYTES));
        return new Entered(open, open.blocks());
    }

    private synchronized Batch exchange() {
        var full = open;
        if (full.blocks() > 0) {
            open = new Batch(full.seal() + 1);
        }
        return full;
    }

    /** Makes durable what was put so far. */
    void seal() throws IOException, InterruptedException {
        var target = image;
        if (target == null) {
            return;
        }
        sealing.lockInterruptibly(); // in the order of their numbers
        try {
            var batch = exchange();
            if (batch.blocks() > 0) {
                batch.await(target, workshop.patience());
                target.flush();
                table.flush();
                session.seal(batch.pack(uuid));
                seals.add(batch.seal());
            }
        } finally {
            sealing.unlock();
        }
    }

    /** Bytes of blocks that were put and are not sealed. */
    synchronized long unsealedBytes() {
        return (long) open.blocks() * DiskTree.BLOCK_BYTES;
    }

    /** What the disk is, as far as it is sealed. */
    DiskIdentity identity() throws IOException, InterruptedException {
        return table.identity(lengthBytes, seal -> published() || seals.contains(seal), (_, _) -> {});
    }

    private RbdImage writable() throws IOException {
        var target = image;
        if (target == null) {
            throw new IOException("image " + pool.where(imageId) + ": is published, its bytes never change");
        }
        return target;
    }

    private synchronized void dropSnapshot(RbdImage target) throws IOException {
        if (snapshotTaken) {
            closeSnapshot();
            target.unprotectSnapshot(Names.SNAPSHOT);
            target.removeSnapshot(Names.SNAPSHOT);
            snapshotTaken = false;
        }
    }

    /** The snapshot of what was sealed, made when it is first needed. */
    synchronized RbdImage snapshot() throws IOException {
        var target = image;
        if (target != null) {
            target.protectSnapshot(Names.SNAPSHOT);
            snapshotTaken = true;
        }
        var reading = snapshot;
        if (reading == null) {
            reading = pool.openSnapshot(imageId, Names.SNAPSHOT);
            snapshot = reading;
        }
        return reading;
    }

    /** Reads the blocks of one seal back from the snapshot. */
    ReadBack readBack(Batch.Range range, Pace pace) throws IOException, InterruptedException {
        var counted = new long[2];
        try (var verification = new Verification(workshop, snapshot(), lengthBytes)) {
            table.visit(range.first(), range.last(), (index, place) -> {
                if (place.seal() == range.seal()) {
                    long bytes = Math.min(DiskTree.BLOCK_BYTES, lengthBytes - index * DiskTree.BLOCK_BYTES);
                    pace.take(bytes);
                    verification.add(index, place.digest());
                    counted[0]++;
                    counted[1] += bytes;
                }
            });
            verification.finish();
        }
        return new ReadBack(ReadMode.REMOTE, counted[1], (int) counted[0], 0);
    }

    /** Makes sure that the snapshot holds nothing beyond what was sealed. */
    void checkNothingElse() throws IOException, InterruptedException {
        var reading = snapshot();
        try (var verification = new Verification(workshop, reading, lengthBytes)) {
            new WrittenBlocks(reading, ImageSize.of(lengthBytes)).visit(index -> {
                var place = table.place(index);
                if (place == null && !verification.isZeros(index)) {
                    throw new CorruptBlockException(
                            DiskTree.zeros(0),
                            reading.toString(),
                            index * DiskTree.BLOCK_BYTES,
                            "data that this task did not put there (expected: zeros)");
                }
            });
        }
    }

    /** The image that is to get another name and metadata. */
    RbdImage toPublish() throws IOException {
        return writable();
    }

    /** Bytes of all blocks that are sealed. */
    long storedBytes() {
        return session.sealed().stream()
                .filter(pack -> Batch.Range.of(pack.name())
                        .filter(range -> range.disk().equals(uuid))
                        .isPresent())
                .mapToLong(SealedPack::storedBytes)
                .sum();
    }

    private void closeSnapshot() throws IOException {
        var reading = snapshot;
        snapshot = null;
        if (reading != null) {
            reading.close();
        }
    }

    /** Waits for what is under way and closes the image, which lets go of its lock. */
    @Override
    public synchronized void close() throws IOException {
        try {
            if (image != null) {
                try {
                    open.await(image, workshop.patience());
                } catch (IOException _) {
                    // what was not sealed is lost in any case
                }
            }
            closeSnapshot();
        } finally {
            if (image != null) {
                image.close();
            }
        }
    }
}
