package io.longshore.cli.client;

import io.grpc.StatusException;
import io.longshore.disk.DiskIdentity;
import io.longshore.v1.Chunk;
import io.longshore.v1.ReadHeader;
import io.longshore.v1.ReadRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Fetches images and backups into files. The bytes go to {@code FILE.part} with holes kept; its identity is compared with the
 * stored one, and only what is equal gets the file's name. After a lost connection it goes on where it stopped.
 */
public final class Downloads {
    private final Connection connection;

    public Downloads(Connection connection) {
        this.connection = connection;
    }

    /**
     * A file that was fetched and is equal to what is stored.
     *
     * @param format how its bytes are laid out, such as {@code qcow2}
     * @param zeroBytes bytes of holes, which were not moved
     */
    public record FetchedFile(Path path, DiskIdentity identity, String format, String storageUuid, long zeroBytes) {}

    /**
     * Fetches what {@code source} names, all of it.
     *
     * @param replace whether a file that is there already may be replaced
     * @throws java.nio.file.FileAlreadyExistsException where one is there and may not be
     * @throws DamagedContentException where the bytes that came are not those that are stored; no file is left
     */
    public FetchedFile fetch(ReadRequest source, Path path, boolean replace, TransferListener listener)
            throws IOException, ServerFailure, InterruptedException {
        try (var file = PartFile.create(path, replace)) {
            var header = receiveAll(source, file, listener);
            var expected = header.getIdentity();
            var identity = file.identity();
            if (identity.lengthBytes() != expected.getLengthBytes()
                    || !identity.root().hex().equals(expected.getRoot())) {
                throw new DamagedContentException(path + ": received " + identity + " (expected: "
                        + expected.getLengthBytes() + ":" + expected.getRoot() + ")");
            }
            file.publish();
            return new FetchedFile(path, identity, header.getFormat(), header.getBackupStorageUuid(), file.zeroBytes());
        }
    }

    private ReadHeader receiveAll(ReadRequest source, PartFile file, TransferListener listener)
            throws IOException, ServerFailure, InterruptedException {
        var attempts = connection.attempts();
        while (true) {
            try {
                connection.sessions().ensure();
                var header = receive(source.toBuilder().setOffset(file.length()).build(), file, listener, attempts);
                if (file.length() == header.getIdentity().getLengthBytes()) {
                    return header;
                }
                attempts.failed(ServerFailure.lost("the stream ended before its content did", null));
            } catch (StatusException e) {
                attempts.failed(ServerFailure.of(e));
            }
        }
    }

    private ReadHeader receive(
            ReadRequest request, PartFile file, TransferListener listener, Connection.Attempts attempts)
            throws StatusException, IOException, InterruptedException {
        var call = connection.content().read(request);
        try {
            var first = call.read();
            if (first == null || !first.hasHeader()) {
                throw new DamagedContentException("the first message of a read has no header");
            }
            var header = first.getHeader();
            file.expect(header.getIdentity());
            for (var message = call.read(); message != null; message = call.read()) {
                attempts.gained();
                take(message.getChunk(), file);
                listener.moved(file.length(), header.getIdentity().getLengthBytes(), file.zeroBytes());
            }
            return header;
        } finally {
            call.cancel("done", null);
        }
    }

    private static void take(Chunk chunk, PartFile file) throws IOException, InterruptedException {
        if (!chunk.hasData()) {
            file.addZeros(chunk.getZeroRunBytes());
            return;
        }
        var bytes = chunk.getData().asReadOnlyByteBuffer();
        if (chunk.hasCrc32C()) {
            var checksum = new CRC32C();
            checksum.update(bytes.duplicate());
            if ((int) checksum.getValue() != chunk.getCrc32C()) {
                throw new DamagedContentException("a chunk at " + file.length() + " is not what its checksum says");
            }
        }
        file.add(bytes);
    }
}
