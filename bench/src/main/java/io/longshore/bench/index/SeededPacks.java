package io.longshore.bench.index;

import io.longshore.server.driver.zstore.blob.BlobInfo;
import io.longshore.server.driver.zstore.blob.BlobKey;
import io.longshore.server.driver.zstore.blob.FileBlobStore;
import io.longshore.server.driver.zstore.blob.ForwardingBlobStore;
import io.longshore.server.driver.zstore.pack.PackId;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.function.Consumer;

/** A store of so many {@link SeededPack}s, which take no room at all. Only what an index reads of them can be read. */
final class SeededPacks extends ForwardingBlobStore {
    private final UUID storage;
    private final long packs;

    /** @param folder where everything else would go, were there anything */
    SeededPacks(Path folder, UUID storage, long packs) throws IOException {
        super(new FileBlobStore(folder));
        this.storage = storage;
        this.packs = packs;
    }

    @Override
    public void read(BlobKey key, long offset, ByteBuffer target) throws IOException {
        var id = PackId.ofPath(key.path()).orElseThrow(() -> new NoSuchFileException(key.path()));
        var found = SeededPack.of(storage, id).at(offset);
        if (found.remaining() != target.remaining()) {
            throw new EOFException(key + ": " + target.remaining() + " bytes (expected: " + found.remaining() + ")");
        }
        target.put(found);
    }

    @Override
    public void list(String folder, Consumer<BlobInfo> visitor) {
        for (long number = 0; number < packs; number++) {
            var path = new SeededPack(storage, number).id().key().path();
            visitor.accept(new BlobInfo(path, SeededPack.BYTES));
        }
    }
}
