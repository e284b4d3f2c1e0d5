package io.longshore.server.storage.scrub;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskIdentity;
import io.longshore.disk.DiskTree;
import io.longshore.disk.TreeNode;
import io.longshore.server.driver.BlockBuffers;
import io.longshore.server.driver.DigestStore;
import io.longshore.server.driver.DiskWriter;
import io.longshore.server.driver.EncodedBlock;
import io.longshore.server.driver.ReadOnlyStorageException;
import io.longshore.server.driver.SealedPack;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.driver.WriteListener;
import io.longshore.server.driver.WriteRequest;
import io.longshore.server.driver.WriteSession;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks below the nodes on which no writer counts, down to what is damaged or missing, and writes it anew where this or another storage has it whole: blocks, then
 * the nodes above them, as any copy does. What can't be had is told with whom it hurts. For one thread.
 */
final class TreeRepair implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TreeRepair.class);

    private final StorageDriver storage;
    private final DigestStore digests;
    private final Elsewhere elsewhere;
    private final Findings findings;
    private final LongConsumer progress;
    private final BlockBuffers buffers = new BlockBuffers(1);
    private final Set<Digest> lost = new HashSet<>();
    private final Set<Digest> written = new HashSet<>();
    private final @Nullable WriteSession session;

    /**
     * Begins. Waits while the storage lets no writer in; one that may not be written is looked at alone.
     *
     * @param progress hears of bytes that were looked at
     */
    TreeRepair(
            StorageDriver storage,
            DigestStore digests,
            UUID task,
            Elsewhere elsewhere,
            Findings findings,
            WriteListener listener,
            LongConsumer progress)
            throws IOException, InterruptedException {
        this.storage = storage;
        this.digests = digests;
        this.elsewhere = elsewhere;
        this.findings = findings;
        this.progress = progress;
        this.session = start(storage, task, listener);
    }

    private static @Nullable WriteSession start(StorageDriver storage, UUID task, WriteListener listener)
            throws IOException, InterruptedException {
        try {
            return storage.startWriting(WriteRequest.of(task), listener);
        } catch (ReadOnlyStorageException e) {
            log.atInfo()
                    .addKeyValue("storage", storage.uuid())
                    .addKeyValue("reason", e.getMessage())
                    .log("only looked at");
            return null;
        }
    }

    /** Mends a disk that a resource has. */
    void mend(DiskIdentity disk, String resourceUuid) throws IOException, InterruptedException {
        if (!disk.zeros()) {
            var writer = session == null ? null : session.openDisk(storage.uuid(), disk.lengthBytes());
            var _ = new OneDisk(disk, resourceUuid, writer).mend(disk.depth(), disk.root(), 0);
        }
    }

    /** Makes what was written durable, reads it back, and counts it as healed. */
    void finish() throws IOException, InterruptedException {
        if (session == null || written.isEmpty()) {
            return;
        }
        session.seal();
        for (SealedPack pack : session.sealed()) {
            var _ = session.readBack(pack);
        }
        for (var digest : written) {
            if (findings.isBad(digest)) {
                findings.healed(digest);
            }
        }
        log.atWarn()
                .addKeyValue("storage", storage.uuid())
                .addKeyValue("records", written.size())
                .log("damaged or missing blocks and nodes written anew");
    }

    @Override
    public void close() throws IOException {
        if (session != null) {
            session.close();
        }
    }

    /** A look at one disk. */
    private final class OneDisk {
        private final DiskIdentity disk;
        private final String resource;
        private final @Nullable DiskWriter writer;

        OneDisk(DiskIdentity disk, String resource, @Nullable DiskWriter writer) {
            this.disk = disk;
            this.resource = resource;
            this.writer = writer;
        }

        /** Returns whether the subtree is whole, or is now. */
        boolean mend(int level, Digest digest, long block) throws IOException, InterruptedException {
            if (Thread.interrupted()) {
                throw new InterruptedException("cancelled while healing");
            }
            if (digest.equals(DiskTree.zeros(level)) || there(level, block, digest)) {
                return true;
            }
            boolean whole = level == 0 ? mendBlock(block, digest) : mendNode(level, digest, block);
            if (!whole && findings.isBad(digest)) {
                findings.hurts(digest, resource);
            }
            return whole;
        }

        private boolean there(int level, long block, Digest digest) throws IOException {
            if (writer == null) {
                return level == 0 ? digests.hasBlock(digest) : digests.hasNode(digest);
            }
            return level == 0 ? writer.hasBlock(block, digest) : writer.hasNode(digest);
        }

        private boolean mendBlock(long block, Digest digest) throws IOException, InterruptedException {
            if (lost.contains(digest)) {
                return false;
            }
            progress.accept(DiskTree.BLOCK_BYTES);
            try (var found = block(block, digest)) {
                if (found == null) {
                    lost.add(digest);
                    return false;
                }
                put(block, found);
                return true;
            }
        }

        private @Nullable EncodedBlock block(long block, Digest digest) throws IOException {
            var here = digests.block(digest, buffers.takeUninterruptibly());
            if (here.isPresent()) {
                return here.get(); // no writer counts on it: its pack's frame is damaged, or it is being collected
            }
            findings.bad(digest, "packs", "is damaged or missing");
            return elsewhere.block(disk, block, digest).orElse(null);
        }

        private void put(long block, EncodedBlock found) throws IOException, InterruptedException {
            if (writer != null && writer.putBlock(block, found)) {
                written.add(found.digest());
            }
        }

        private boolean mendNode(int level, Digest digest, long block) throws IOException, InterruptedException {
            var node = node(level, digest);
            if (node.isEmpty()) {
                return false;
            }
            boolean whole = true;
            for (int i = 0; i < DiskTree.FAN_OUT; i++) {
                whole &= mend(level - 1, node.get().child(i), block + i * DiskTree.blocksOfLevel(level - 1));
            }
            if (whole && writer != null && writer.putNode(node.get())) {
                written.add(digest);
            }
            return whole;
        }

        private Optional<TreeNode> node(int level, Digest digest) throws IOException {
            if (lost.contains(digest)) {
                return Optional.empty();
            }
            progress.accept(TreeNode.BYTES);
            var here = digests.node(digest).filter(node -> node.level() == level);
            if (here.isPresent()) {
                return here;
            }
            findings.bad(digest, "packs", "node of level " + level + " is damaged or missing");
            var found = elsewhere.node(disk, level, digest);
            if (found.isEmpty()) {
                lost.add(digest);
            }
            return found;
        }
    }
}
