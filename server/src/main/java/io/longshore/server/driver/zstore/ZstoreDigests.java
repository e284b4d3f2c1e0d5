package io.longshore.server.driver.zstore;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskIdentity;
import io.longshore.disk.TreeNode;
import io.longshore.server.driver.BlockBuffer;
import io.longshore.server.driver.BlockBuffers;
import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.CorruptBlockException;
import io.longshore.server.driver.DigestStore;
import io.longshore.server.driver.EncodedBlock;
import io.longshore.server.driver.zstore.index.StorageIndex;
import io.longshore.server.driver.zstore.pack.RecordKind;
import java.io.IOException;
import java.util.Optional;

/** Blocks and nodes of a zstore by their digests. */
final class ZstoreDigests implements DigestStore {
    private final StorageIndex index;
    private final ZstoreReader reader;

    ZstoreDigests(StorageIndex index, BlockCodec codec, BlockBuffers buffers) {
        this.index = index;
        this.reader = new ZstoreReader(
                DiskIdentity.ofZeros(0), index, codec, buffers); // reads by digests, whatever its disk is
    }

    @Override
    public boolean hasBlock(Digest digest) {
        return index.blocks().claims(RecordKind.BLOCK, digest);
    }

    @Override
    public boolean hasNode(Digest digest) {
        return index.blocks().claims(RecordKind.NODE, digest);
    }

    @Override
    public Optional<EncodedBlock> block(Digest digest, BlockBuffer buffer) throws IOException {
        try {
            return Optional.of(reader.block(0, digest, buffer));
        } catch (CorruptBlockException _) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<TreeNode> node(Digest digest) throws IOException {
        try {
            return Optional.of(index.records().node(digest));
        } catch (CorruptBlockException _) {
            index.disclaim(RecordKind.NODE, digest);
            return Optional.empty();
        }
    }
}
