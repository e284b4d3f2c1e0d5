package io.longshore.server.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskIdentity;
import io.longshore.disk.DiskTree;
import io.longshore.disk.TreeBuilder;
import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.driver.zstore.MemoryEpochs;
import io.longshore.server.driver.zstore.Zstore;
import io.longshore.server.driver.zstore.ZstoreSettings;
import io.longshore.server.driver.zstore.blob.BlobStore;
import io.longshore.server.driver.zstore.blob.FileBlobStore;
import io.longshore.server.transfer.IngestRequest.Sum;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** An engine, real storages in folders, and disks to move between them. */
final class TransferFixture implements AutoCloseable {
    static final int MIB = DiskTree.BLOCK_BYTES;

    private final Path folder;
    private final BlockCodec codec = new BlockCodec();
    final TransferEngine engine = new TransferEngine(2, 16 << 20, Clock.systemUTC());

    TransferFixture(Path folder) {
        this.folder = folder;
    }

    @Override
    public void close() {
        engine.close();
        codec.close();
    }

    /** Copies as a task of its own. */
    Receipt copy(StorageDriver from, StorageDriver to, DiskIdentity disk) throws InterruptedException {
        return copy(UUID.randomUUID(), new KeptMonitor(), from, to, disk);
    }

    /** One attempt of a task. */
    Receipt copy(UUID task, TransferMonitor monitor, StorageDriver from, StorageDriver to, DiskIdentity disk)
            throws InterruptedException {
        try (var transfer = engine.start(task, to, monitor)) {
            transfer.copy(List.of(new DiskCopy(UUID.randomUUID(), from, disk)));
            return transfer.verify().getFirst();
        }
    }

    Ingested ingest(StorageDriver storage, byte[] content) throws InterruptedException {
        var request = request(UUID.randomUUID(), storage, content.length, Optional.empty());
        try (var ingest = engine.ingest(request, new Keeper())) {
            ingest.write(ByteBuffer.wrap(content));
            return ingest.finish();
        }
    }

    static IngestRequest request(UUID upload, StorageDriver to, long length, Optional<byte[]> checkpoint) {
        return new IngestRequest(upload, to, length, Set.of(Sum.MD5), checkpoint);
    }

    byte[] export(StorageDriver storage, DiskIdentity disk) throws InterruptedException {
        try (var export = engine.export(storage, disk, 0, Long.MAX_VALUE)) {
            return bytes(export, (int) disk.lengthBytes());
        }
    }

    static byte[] bytes(DiskExport export, int length) throws InterruptedException {
        var bytes = ByteBuffer.allocate(length);
        for (var run = export.next(); run != null; run = export.next()) {
            switch (run) {
                case Run.Data data -> bytes.put(data.bytes());
                case Run.Zeros zeros -> bytes.position(bytes.position() + (int) zeros.lengthBytes());
            }
        }
        assertThat(bytes.hasRemaining()).isFalse();
        return bytes.array();
    }

    /** Random bytes with a hole in the middle, and every third block a copy of the first. */
    static byte[] content(int length, long seed) {
        var content = new byte[length];
        new Random(seed).nextBytes(content);
        int blocks = length / MIB;
        if (blocks > 4) {
            Arrays.fill(content, blocks / 2 * MIB, (blocks / 2 + 2) * MIB, (byte) 0);
        }
        return content;
    }

    static DiskIdentity identityOf(byte[] content) throws Exception {
        var builder = new TreeBuilder(_ -> {});
        for (int offset = 0; offset < content.length; offset += MIB) {
            builder.add(Digest.sha256(
                    Arrays.copyOf(Arrays.copyOfRange(content, offset, Math.min(offset + MIB, content.length)), MIB)));
        }
        return builder.finish(content.length);
    }

    StorageDriver storage(String name) throws IOException {
        return zstore(name).create(uuid(name));
    }

    StorageDriver reopen(String name) throws IOException {
        return zstore(name).open(uuid(name));
    }

    Zstore zstore(String name) throws IOException {
        return zstore(name, new FileBlobStore(Files.createDirectories(folder.resolve(name))));
    }

    Zstore zstore(String name, BlobStore blobs) throws IOException {
        var settings = new ZstoreSettings(new UUID(4, 2), "test", folder.resolve("cache"));
        return new Zstore(blobs, settings, new MemoryEpochs(), codec, InstantSource.system());
    }

    static UUID uuid(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    void flipAByteInEachPack(String storage) throws IOException {
        try (var files = Files.walk(folder.resolve(storage).resolve("packs"))) {
            for (var pack : files.filter(Files::isRegularFile).toList()) {
                var bytes = Files.readAllBytes(pack);
                if (bytes.length > MIB) { // a pack of blocks: those of nodes are small
                    bytes[1000]++;
                    Files.write(pack, bytes);
                }
            }
        }
    }

    /** Keeps what an ingest keeps. */
    static final class Keeper implements IngestKeeper {
        private final List<String> packs = new CopyOnWriteArrayList<>();
        private volatile byte[] last = new byte[0];

        @Override
        public void keep(long committedBytes, long actualSizeBytes, byte[] checkpoint) {
            last = checkpoint;
        }

        @Override
        public List<String> packs() {
            return packs;
        }

        @Override
        public void keepPack(String name) {
            packs.add(name);
        }

        Optional<byte[]> last() {
            return Optional.of(last);
        }
    }
}
