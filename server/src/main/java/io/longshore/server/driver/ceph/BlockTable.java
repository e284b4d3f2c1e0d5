package io.longshore.server.driver.ceph;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskIdentity;
import io.longshore.disk.DiskTree;
import io.longshore.disk.NodeSink;
import io.longshore.disk.TreeBuilder;
import io.longshore.server.driver.ceph.client.RadosPool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Which block lies in which place of an image: beside it, in objects of the pool. A page has the 256 places of one node of level 1; a place takes 36 bytes, the
 * block's digest and the number of the seal that made it durable (little-endian; 0 where there is no block). An object has 64 pages, 16 GiB of the disk. Some
 * pages are kept in memory, however long the disk is. Thread-safe.
 */
final class BlockTable {
    private static final int PLACE_BYTES = Digest.BYTES + Integer.BYTES;
    private static final int PAGE_BYTES = DiskTree.FAN_OUT * PLACE_BYTES;
    private static final int OBJECT_PAGES = 64;
    private static final int KEPT_PAGES = 64;

    private static final Digest NOTHING = new Digest(0, 0, 0, 0);

    private final RadosPool pool;
    private final String imageId;
    private final LinkedHashMap<Long, byte[]> kept = new LinkedHashMap<>(16, 0.75f, true);
    private final BitSet changed = new BitSet();

    BlockTable(RadosPool pool, String imageId) {
        this.pool = pool;
        this.imageId = imageId;
    }

    /** What lies in a place. */
    record Place(Digest digest, int seal) {}

    /** The block in a place; null where there is none. */
    synchronized @Nullable Place place(long index) throws IOException {
        return place(page(index / DiskTree.FAN_OUT), 0, (int) (index % DiskTree.FAN_OUT));
    }

    /** Says what lies in a place, in memory: {@link #flush} makes it durable. */
    synchronized void put(long index, Digest digest, int seal) throws IOException {
        long number = index / DiskTree.FAN_OUT;
        var page = ByteBuffer.wrap(page(number)).order(ByteOrder.LITTLE_ENDIAN);
        int offset = (int) (index % DiskTree.FAN_OUT) * PLACE_BYTES;
        digest.putAt(page, offset);
        page.putInt(offset + Digest.BYTES, seal);
        changed.set(Math.toIntExact(number));
    }

    /** Says that nothing lies in a place. */
    synchronized void erase(long index) throws IOException {
        put(index, NOTHING, 0);
    }

    /** Makes all of it durable. */
    synchronized void flush() throws IOException {
        for (int number = changed.nextSetBit(0); number >= 0; number = changed.nextSetBit(number + 1)) {
            write(number);
        }
    }

    private void write(long number) throws IOException {
        var page = kept.get(number);
        if (page != null) {
            pool.write(object(number), number % OBJECT_PAGES * PAGE_BYTES, page);
        }
        changed.clear(Math.toIntExact(number));
    }

    private byte[] page(long number) throws IOException {
        var page = kept.get(number);
        if (page == null) {
            makeRoom();
            var read = pool.read(object(number), number % OBJECT_PAGES * PAGE_BYTES, PAGE_BYTES);
            page = Arrays.copyOf(read, PAGE_BYTES);
            kept.put(number, page);
        }
        return page;
    }

    private void makeRoom() throws IOException {
        if (kept.size() >= KEPT_PAGES) {
            long eldest = kept.firstEntry().getKey();
            if (changed.get(Math.toIntExact(eldest))) {
                write(eldest);
            }
            kept.remove(eldest);
        }
    }

    private String object(long page) {
        return Names.table(imageId, page / OBJECT_PAGES);
    }

    private static @Nullable Place place(byte[] pages, int page, int index) {
        int offset = page * PAGE_BYTES + index * PLACE_BYTES;
        if (offset + PLACE_BYTES > pages.length) {
            return null;
        }
        int seal = ByteBuffer.wrap(pages).order(ByteOrder.LITTLE_ENDIAN).getInt(offset + Digest.BYTES);
        return seal == 0 ? null : new Place(Digest.of(pages, offset), seal);
    }

    /** Is shown the blocks of a table, ascending. */
    interface Visitor {
        void block(long index, Place place) throws IOException, InterruptedException;
    }

    /** Shows the blocks from {@code first} to {@code last}; reads 16 GiB's worth of the table at a time, however many there are. */
    void visit(long first, long last, Visitor visitor) throws IOException, InterruptedException {
        flush();
        long objectBlocks = (long) OBJECT_PAGES * DiskTree.FAN_OUT;
        for (long object = first / objectBlocks; object <= last / objectBlocks; object++) {
            var pages = pool.read(Names.table(imageId, object), 0, OBJECT_PAGES * PAGE_BYTES);
            long end = Math.min(last + 1, (object + 1) * objectBlocks);
            for (long index = Math.max(first, object * objectBlocks); index < end; index++) {
                int within = (int) (index % objectBlocks);
                if ((within + 1L) * PLACE_BYTES > pages.length) {
                    break;
                }
                var place = place(pages, within / DiskTree.FAN_OUT, within % DiskTree.FAN_OUT);
                if (place != null) {
                    visitor.block(index, place);
                }
            }
        }
    }

    /**
     * The identity of the disk whose blocks are those that {@code sealed} accepts the seals of.
     *
     * @param nodes is given each node that is not all zeros
     */
    DiskIdentity identity(long lengthBytes, IntPredicate sealed, PlacedNodes nodes)
            throws IOException, InterruptedException {
        var sink = new PlacedSink(nodes);
        var builder = new TreeBuilder(sink);
        sink.builder = builder;
        long blocks = DiskTree.blocks(lengthBytes);
        if (blocks > 0) {
            visit(0, blocks - 1, (index, place) -> {
                if (sealed.test(place.seal())) {
                    builder.addZeros(index - builder.position());
                    builder.add(place.digest());
                }
            });
        }
        return builder.finish(lengthBytes);
    }

    /** Takes a tree's nodes with the last block that is known to lie under each. */
    interface PlacedNodes {
        void node(io.longshore.disk.TreeNode node, long lastBlock);
    }

    private static final class PlacedSink implements NodeSink {
        private final PlacedNodes nodes;
        private @Nullable TreeBuilder builder;

        PlacedSink(PlacedNodes nodes) {
            this.nodes = nodes;
        }

        @Override
        public void accept(io.longshore.disk.TreeNode node) {
            nodes.node(node, builder == null ? 0 : builder.position() - 1);
        }
    }

    /** Removes the table of a disk of {@code lengthBytes}. */
    synchronized void remove(long lengthBytes) throws IOException {
        kept.clear();
        changed.clear();
        long objectBytes = (long) OBJECT_PAGES * DiskTree.FAN_OUT * DiskTree.BLOCK_BYTES;
        for (long object = 0; object * objectBytes < lengthBytes; object++) {
            pool.remove(Names.table(imageId, object));
        }
    }
}
