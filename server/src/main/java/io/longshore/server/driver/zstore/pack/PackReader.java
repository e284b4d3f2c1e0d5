package io.longshore.server.driver.zstore.pack;

import io.longshore.disk.Digest;
import io.longshore.disk.TreeNode;
import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.CorruptBlockException;
import io.longshore.server.driver.zstore.blob.BlobStore;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

/** Reads packs, and trusts nothing in them that was not checked. Thread-safe. */
public final class PackReader {
    /** Bytes of a pack's header, which {@link #footer} reads before what lies at the end. */
    public static final int HEADER_BYTES = PackLayout.UNIT_BYTES;

    private final BlobStore blobs;
    private final UUID storage;
    private final BlockCodec codec;

    /** Reads the packs of one storage. */
    public PackReader(BlobStore blobs, UUID storage, BlockCodec codec) {
        this.blobs = blobs;
        this.storage = storage;
        this.codec = codec;
    }

    /**
     * Reads a record's header and payload into {@code target} from index 0 on: 64 bytes and {@code storedBytes}. Header
     * and payload fit each other; whether the payload fits its digest is the caller's to check.
     *
     * @throws CorruptBlockException when the record is not what the index says
     * @throws java.nio.file.NoSuchFileException when the pack is gone
     */
    public RecordHeader read(PackId pack, int offset, int storedBytes, Digest digest, ByteBuffer target)
            throws IOException {
        target.clear().limit(PackLayout.UNIT_BYTES + storedBytes);
        try {
            blobs.read(pack.key(), offset, target);
            var unit = target.slice(0, PackLayout.UNIT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            var header = RecordHeader.decode(unit);
            if (header.storedBytes() != storedBytes || !header.digest().equals(digest)) {
                throw new PackFormatException("record of " + header.digest() + " with " + header.storedBytes()
                        + " bytes (expected: " + storedBytes + ")");
            }
            RecordHeader.checkPayload(unit, target.slice(PackLayout.UNIT_BYTES, storedBytes));
            return header;
        } catch (PackFormatException | EOFException e) {
            throw corrupt(digest, pack, offset, e);
        }
    }

    /** Decodes a node that {@link #read} has read, and compares it with its digest. */
    public TreeNode node(PackId pack, int offset, RecordHeader header, ByteBuffer target) throws IOException {
        try {
            return node(header, target.slice(PackLayout.UNIT_BYTES, header.storedBytes()));
        } catch (IOException e) {
            throw corrupt(header.digest(), pack, offset, e);
        }
    }

    /** Decodes a node and compares it with its header. */
    TreeNode node(RecordHeader header, ByteBuffer payload) throws IOException {
        var node = TreeNode.decode(ByteBuffer.wrap(codec.open(header.compression(), payload, header.plainBytes())));
        if (!node.digest().equals(header.digest()) || node.level() != header.level()) {
            throw new PackFormatException(node + " (expected: level " + header.level() + " " + header.digest() + ")");
        }
        return node;
    }

    /**
     * Reads what a pack holds from its footer.
     *
     * @throws PackFormatException when header, footer or trailer is damaged: {@link PackInspector#scan} may still find records
     */
    public Pack footer(PackId id, long sizeBytes) throws IOException {
        PackLayout.checkPackBytes(sizeBytes);
        var header = readAt(id, 0, PackLayout.UNIT_BYTES);
        var kind = PackLayout.checkHeader(header, storage, id);
        var trailer = PackLayout.Trailer.decode(
                readAt(id, sizeBytes - PackLayout.UNIT_BYTES, PackLayout.UNIT_BYTES), id, sizeBytes);
        var footer = readAt(id, trailer.footerOffset(), trailer.footerBytes());
        return new Pack(id, sizeBytes, PackEntries.ofFooter(kind, header, footer, trailer));
    }

    private ByteBuffer readAt(PackId id, long offset, int length) throws IOException {
        var bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        blobs.read(id.key(), offset, bytes);
        return bytes.flip();
    }

    static CorruptBlockException corrupt(Digest digest, PackId pack, int offset, IOException cause) {
        if (cause instanceof CorruptBlockException corrupt) {
            return corrupt;
        }
        var failure = new CorruptBlockException(digest, pack.key().path(), offset, String.valueOf(cause.getMessage()));
        failure.initCause(cause);
        return failure;
    }
}
