package io.longshore.client;

import io.grpc.Status;
import io.grpc.StatusException;
import io.longshore.disk.Digest;
import io.longshore.disk.DiskTree;
import io.longshore.disk.TreeBuilder;
import io.longshore.v1.ReadDigestsRequest;
import io.longshore.v1.ReadDigestsResponse;
import io.longshore.v1.ReadHeader;
import io.longshore.v1.ReadRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings an image or a backup onto a file or block device that is there, writing only what differs: each block of the target is compared with its digest, those that
 * differ are fetched, or made zeros, written, forced to the device, and read back. Done again after a crash it finds what it had written.
 */
final class Overwrites {
    private final Longshore server;

    Overwrites(Longshore server) {
        this.server = server;
    }

    OverwrittenFile onto(ReadRequest source, Path path, TransferListener listener)
            throws IOException, InterruptedException {
        try (var target = TargetFile.open(path)) {
            return new Run(source, path, target, listener).all();
        }
    }

    /** Blocks with their digests; no digests for zeros. */
    private record Batch(ReadHeader header, List<Digest> digests, long zeroBlocks) {
        long blocks() {
            return digests.isEmpty() ? zeroBlocks : digests.size();
        }
    }

    private final class Run {
        private final ReadRequest source;
        private final Path path;
        private final TargetFile target;
        private final TransferListener listener;
        private final TreeBuilder tree = new TreeBuilder(_ -> {});
        private long length;
        private long written;
        private long fetched;

        Run(ReadRequest source, Path path, TargetFile target, TransferListener listener) {
            this.source = source;
            this.path = path;
            this.target = target;
            this.listener = listener;
        }

        OverwrittenFile all() throws IOException, InterruptedException {
            var first = batch(0);
            var header = first.header();
            length = header.getIdentity().getLengthBytes();
            target.checkRoom(length);
            long blocks = DiskTree.blocks(length);
            var batch = first;
            for (long block = 0; block < blocks; ) {
                batch = block == 0 ? first : batch(block);
                if (!batch.header().getIdentity().equals(header.getIdentity()) || batch.blocks() == 0) {
                    throw new DamagedContentException(path + ": the content is another one than it was at first");
                }
                if (batch.digests().isEmpty()) {
                    zeros(block, batch.zeroBlocks());
                } else {
                    data(block, batch.digests());
                }
                block += batch.blocks();
            }
            var identity = Identities.of(tree.finish(length));
            if (!identity.equals(header.getIdentity())) {
                throw new DamagedContentException(path + ": the digests make " + Identities.text(identity)
                        + " (expected: " + Identities.text(header.getIdentity()) + ")");
            }
            return new OverwrittenFile(
                    path, identity, header.getFormat(), header.getBackupStorageUuid(), written, fetched);
        }

        private void zeros(long first, long blocks) throws IOException, InterruptedException {
            tree.addZeros(blocks);
            var changed = new ArrayList<Long>();
            for (long block = first; block < first + blocks; block++) {
                if (!target.isZeros(offset(block), bytes(block))) {
                    target.writeZeros(offset(block), bytes(block));
                    written += bytes(block);
                    changed.add(block);
                }
                tell(block);
            }
            if (!changed.isEmpty()) {
                target.force();
            }
            for (long block : changed) {
                check(target.isZeros(offset(block), bytes(block)), block);
            }
        }

        private void data(long first, List<Digest> digests) throws IOException, InterruptedException {
            var changed = new ArrayList<Long>();
            for (int i = 0; i < digests.size(); i++) {
                long block = first + i;
                tree.add(digests.get(i));
                if (!target.digest(offset(block), bytes(block)).equals(digests.get(i))) {
                    changed.add(block);
                }
            }
            for (int i = 0; i < changed.size(); ) {
                int end = i + 1;
                while (end < changed.size() && changed.get(end) == changed.get(end - 1) + 1) {
                    end++;
                }
                fetch(changed.get(i), end - i, block -> digests.get((int) (block - first)));
                i = end;
            }
            if (!changed.isEmpty()) {
                target.force();
            }
            for (long block : changed) {
                check(target.digest(offset(block), bytes(block)).equals(digests.get((int) (block - first))), block);
            }
            tell(first + digests.size() - 1);
        }

        /** Fetches a row of blocks; after a lost connection from where it was. */
        private void fetch(long first, int blocks, BlockDigests digests) throws IOException, InterruptedException {
            var attempts = server.attempts();
            long block = first;
            while (block < first + blocks) {
                try {
                    attempts.begin();
                    block = receive(block, first + blocks, digests, attempts);
                } catch (StatusException e) {
                    attempts.failed(e);
                }
            }
        }

        private long receive(long first, long end, BlockDigests digests, Attempts attempts)
                throws StatusException, IOException, InterruptedException {
            long to = Math.min(offset(end), length);
            var call = server.content()
                    .read(source.toBuilder()
                            .setOffset(offset(first))
                            .setLength(to - offset(first))
                            .build());
            long block = first;
            var room = ByteBuffer.allocate(DiskTree.BLOCK_BYTES);
            try {
                for (var message = call.read(); message != null && block < end; message = call.read()) {
                    attempts.gained();
                    var chunk = message.getChunk();
                    var data = chunk.getData().asReadOnlyByteBuffer();
                    long zeros = message.hasChunk() && !chunk.hasData() ? chunk.getZeroRunBytes() : 0;
                    while ((data.hasRemaining() || zeros > 0) && block < end) {
                        int wanted = bytes(block) - room.position();
                        int part = (int) Math.min(wanted, data.hasRemaining() ? data.remaining() : zeros);
                        if (data.hasRemaining()) {
                            room.put(data.slice(data.position(), part));
                            data.position(data.position() + part);
                        } else {
                            room.put(new byte[part]);
                            zeros -= part;
                        }
                        if (room.position() == bytes(block)) {
                            write(block, room.flip(), digests.of(block));
                            room.clear();
                            block++;
                        }
                    }
                }
                if (block == first) {
                    attempts.failed(LongshoreException.lost("the stream ended before its content did", null));
                }
                return block;
            } catch (StatusException e) {
                if (block == first) {
                    throw e;
                }
                return block; // what came is written; the next call goes on behind it
            } finally {
                call.cancel("done", null);
            }
        }

        private void write(long block, ByteBuffer bytes, Digest expected) throws IOException {
            if (!TargetFile.digest(bytes.duplicate()).equals(expected)) {
                throw new DamagedContentException(path + ": block " + block + " came damaged; it was not written");
            }
            written += bytes.remaining();
            fetched += bytes.remaining();
            target.write(offset(block), bytes);
            tell(block);
        }

        private void check(boolean right, long block) throws DamagedContentException {
            if (!right) {
                throw new DamagedContentException(path + ": block " + block + " reads back other than it was written");
            }
        }

        private Batch batch(long block) throws IOException, InterruptedException {
            var attempts = server.attempts();
            while (true) {
                try {
                    attempts.begin();
                    return ask(block);
                } catch (StatusException e) {
                    attempts.failed(e);
                }
            }
        }

        /** One call a batch: none stays open while its blocks are fetched. */
        private Batch ask(long block) throws StatusException, InterruptedException {
            var call = server.content().readDigests(request(block));
            try {
                var header = call.read();
                if (header == null) {
                    throw Status.UNAVAILABLE
                            .withDescription("the stream ended before its header")
                            .asException();
                }
                var next = call.read();
                return batch(header.getHeader(), next == null ? ReadDigestsResponse.getDefaultInstance() : next);
            } finally {
                call.cancel("done", null);
            }
        }

        private Batch batch(ReadHeader header, ReadDigestsResponse run) {
            var bytes = run.getDigests().asReadOnlyByteBuffer();
            var digests = new ArrayList<Digest>();
            for (int at = 0; at + Digest.BYTES <= bytes.remaining(); at += Digest.BYTES) {
                digests.add(Digest.at(bytes, at));
            }
            return new Batch(header, digests, run.getZeroBlocks());
        }

        private ReadDigestsRequest request(long block) {
            var request = ReadDigestsRequest.newBuilder()
                    .setBackupStorageUuid(source.getBackupStorageUuid())
                    .setFirstBlock(block);
            return source.hasImageUuid()
                    ? request.setImageUuid(source.getImageUuid()).build()
                    : request.setVolumeBackupUuid(source.getVolumeBackupUuid()).build();
        }

        private void tell(long block) {
            long done = offset(block) + bytes(block);
            listener.moved(done, length, Math.max(0, done - written));
        }

        private long offset(long block) {
            return block * DiskTree.BLOCK_BYTES;
        }

        private int bytes(long block) {
            return (int) Math.min(DiskTree.BLOCK_BYTES, length - offset(block));
        }
    }

    /** The digest that a block must have. */
    private interface BlockDigests {
        Digest of(long block);
    }
}
