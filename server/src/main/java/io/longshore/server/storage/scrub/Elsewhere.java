package io.longshore.server.storage.scrub;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskIdentity;
import io.longshore.disk.TreeNode;
import io.longshore.server.driver.BlockBuffers;
import io.longshore.server.driver.DigestStore;
import io.longshore.server.driver.DiskReader;
import io.longshore.server.driver.EncodedBlock;
import io.longshore.server.driver.StorageDriver;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for blocks and nodes on other storages: by their digests where a storage can, else by their places on the same disk. A storage that fails is passed
 * over.
 */
final class Elsewhere {
    private static final Logger log = LoggerFactory.getLogger(Elsewhere.class);

    private final Supplier<List<StorageDriver>> others;
    private final BlockBuffers buffers;

    /**
     * Looks in other storages.
     *
     * @param others those that answer now
     * @param buffers what the blocks lie in that are found
     */
    Elsewhere(Supplier<List<StorageDriver>> others, BlockBuffers buffers) {
        this.others = others;
        this.buffers = buffers;
    }

    /** A block of a disk; empty where no storage has it whole. */
    Optional<EncodedBlock> block(DiskIdentity disk, long index, Digest digest) {
        return first(
                storage -> storage.block(digest, buffers.takeUninterruptibly()),
                disk,
                reader -> reader.block(index, digest, buffers.takeUninterruptibly()));
    }

    /** A node of a disk; empty where no storage has it whole. */
    Optional<TreeNode> node(DiskIdentity disk, int level, Digest digest) {
        return first(
                storage -> storage.node(digest).filter(node -> node.level() == level),
                disk,
                reader -> reader.node(level, digest));
    }

    private interface ByDigest<T> {
        Optional<T> find(DigestStore storage) throws IOException;
    }

    private interface OfDisk<T> {
        T read(DiskReader reader) throws IOException;
    }

    private <T> Optional<T> first(ByDigest<T> byDigest, DiskIdentity disk, OfDisk<T> ofDisk) {
        for (var other : others.get()) {
            try {
                var digests = other.digests();
                var found = digests.isPresent()
                        ? byDigest.find(digests.get())
                        : Optional.ofNullable(read(other, disk, ofDisk));
                if (found.isPresent()) {
                    return found;
                }
            } catch (IOException e) {
                log.atInfo().addKeyValue("storage", other.uuid()).setCause(e).log("could not heal from a storage");
            }
        }
        return Optional.empty();
    }

    private static <T> @Nullable T read(StorageDriver storage, DiskIdentity disk, OfDisk<T> ofDisk) throws IOException {
        if (!storage.has(disk)) {
            return null;
        }
        try (var reader = storage.open(disk)) {
            return ofDisk.read(reader);
        }
    }
}
