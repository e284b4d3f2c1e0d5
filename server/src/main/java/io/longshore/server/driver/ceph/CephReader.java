package io.longshore.server.driver.ceph;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskIdentity;
import io.longshore.disk.DiskTree;
import io.longshore.disk.TreeNode;
import io.longshore.server.driver.BlockBuffer;
import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.CorruptBlockException;
import io.longshore.server.driver.DiskReader;
import io.longshore.server.driver.EncodedBlock;
import io.longshore.server.driver.ceph.client.RadosPool;
import io.longshore.server.driver.ceph.client.RbdImage;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one disk from its image's snapshot. The tree is made from the table when the disk is opened, and must have the disk's root; of it are kept the nodes
 * above level 1 (128 KiB a TiB) and where each node of level 1 lies.
 */
final class CephReader implements DiskReader {
    private final DiskIdentity disk;
    private final Workshop workshop;
    private final @Nullable RbdImage snapshot;
    private final BlockTable table;
    private final @Nullable ReadAhead readAhead;
    private final Map<Digest, TreeNode> upper = new HashMap<>();
    private final Map<Digest, Long> pages = new HashMap<>();

    private CephReader(DiskIdentity disk, Workshop workshop, @Nullable RbdImage snapshot, BlockTable table) {
        this.disk = disk;
        this.workshop = workshop;
        this.snapshot = snapshot;
        this.table = table;
        this.readAhead = snapshot == null ? null : new ReadAhead(disk, workshop, snapshot, table);
    }

    /** Opens the disk that lies in an image. */
    static CephReader open(DiskIdentity disk, Workshop workshop, RadosPool pool, String imageId)
            throws IOException, InterruptedException {
        var snapshot = pool.openSnapshot(imageId, Names.SNAPSHOT);
        boolean opened = false;
        try {
            var reader = new CephReader(disk, workshop, snapshot, new BlockTable(pool, imageId));
            reader.loadTree();
            opened = true;
            return reader;
        } finally {
            if (!opened) {
                snapshot.close();
            }
        }
    }

    /** Opens a disk of zeros, which lies nowhere. */
    static CephReader ofZeros(DiskIdentity disk, Workshop workshop, RadosPool pool) {
        return new CephReader(disk, workshop, null, new BlockTable(pool, "zeros"));
    }

    private void loadTree() throws IOException, InterruptedException {
        var found = tree();
        if (!found.equals(disk) && snapshot != null) {
            // The table is lost or damaged. The bytes themselves tell whether the disk is whole.
            new TableRepair(workshop, snapshot, disk.lengthBytes(), table).run();
            found = tree();
        }
        if (!found.equals(disk)) {
            throw new CorruptBlockException(
                    disk.root(), String.valueOf(snapshot), 0, "disk " + found + " (expected: " + disk + ")");
        }
    }

    private DiskIdentity tree() throws IOException, InterruptedException {
        upper.clear();
        pages.clear();
        return table.identity(disk.lengthBytes(), _ -> true, (node, lastBlock) -> {
            if (node.level() == 1) {
                pages.put(node.digest(), lastBlock / DiskTree.FAN_OUT);
            } else {
                upper.put(node.digest(), node);
            }
        });
    }

    private ReadAhead ahead() throws IOException {
        if (readAhead == null) {
            throw new EOFException("disk " + disk + ": holds zeros alone");
        }
        return readAhead;
    }

    @Override
    public DiskIdentity disk() {
        return disk;
    }

    @Override
    public TreeNode node(int level, Digest digest) throws IOException {
        var known = upper.get(digest);
        if (known != null && known.level() == level) {
            return known;
        }
        var page = level == 1 ? pages.get(digest) : null;
        if (page == null) {
            throw new CorruptBlockException(
                    digest, String.valueOf(snapshot), 0, "no node of level " + level + " of the disk");
        }
        var children = new ArrayList<Digest>();
        for (int i = 0; i < DiskTree.FAN_OUT; i++) {
            children.add(leaf(page * DiskTree.FAN_OUT + i));
        }
        var node = TreeNode.of(1, children);
        if (!node.digest().equals(digest)) {
            throw new CorruptBlockException(
                    digest, String.valueOf(snapshot), 0, "the table has changed: " + node.digest());
        }
        return node;
    }

    private Digest leaf(long index) throws IOException {
        var place = table.place(index);
        return place == null ? DiskTree.zeros(0) : place.digest();
    }

    @Override
    public EncodedBlock block(long index, Digest digest, BlockBuffer buffer) throws IOException {
        boolean copied = false;
        try (var read = ahead().read(index)) {
            var bytes = read.await(workshop.patience(), digest, workshop.codec());
            buffer.bytes().clear().put(bytes).flip();
            copied = true;
        } finally {
            if (!copied) {
                buffer.close();
            }
        }
        return workshop.codec().encode(digest, buffer);
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        if (offset < 0 || offset + target.remaining() > disk.lengthBytes()) {
            throw new EOFException("range: " + target.remaining() + " bytes at " + offset + " (expected: within "
                    + disk.lengthBytes() + ")");
        }
        long position = offset;
        while (target.hasRemaining()) {
            long index = position / DiskTree.BLOCK_BYTES;
            int from = (int) (position % DiskTree.BLOCK_BYTES);
            int length = Math.min(target.remaining(), DiskTree.BLOCK_BYTES - from);
            readBlock(index, from, length, target);
            position += length;
        }
    }

    private void readBlock(long index, int from, int length, ByteBuffer target) throws IOException {
        var digest = snapshot == null ? DiskTree.zeros(0) : leaf(index);
        if (digest.equals(DiskTree.zeros(0))) {
            BlockCodec.putZeros(length, target);
            return;
        }
        try (var read = ahead().read(index)) {
            target.put(read.await(workshop.patience(), digest, workshop.codec()).slice(from, length));
        }
    }

    @Override
    public void close() throws IOException {
        if (readAhead != null) {
            readAhead.close();
        }
        if (snapshot != null) {
            snapshot.close();
        }
    }
}
