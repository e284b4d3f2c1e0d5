package io.longshore.client;

import io.grpc.StatusException;
import io.longshore.v1.Chunk;
import io.longshore.v1.ReadHeader;
import io.longshore.v1.ReadRequest;
import java.io.IOException;
import java.nio.file.CopyOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.CRC32C;

/**
 * Fetches images and backups into files. The bytes go to {@code FILE.part} with holes kept; its identity is compared with the
 * stored one, and only what is equal gets the file's name. After a lost connection it goes on where it stopped.
 */
final class Downloads {
    private final Longshore server;

    Downloads(Longshore server) {
        this.server = server;
    }

    /**
     * Fetches what {@code source} names, all of it.
     *
     * @param options {@link StandardCopyOption#REPLACE_EXISTING} or nothing
     * @throws java.nio.file.FileAlreadyExistsException where one is there and may not be
     * @throws DamagedContentException where the bytes that came are not those that are stored; no file is left
     */
    FetchedFile fetch(ReadRequest source, Path path, TransferListener listener, CopyOption... options)
            throws IOException, InterruptedException {
        try (var file = PartFile.create(path, replaces(options))) {
            var header = receiveAll(source, file, listener);
            var identity = file.identity();
            if (!identity.equals(header.getIdentity())) {
                throw new DamagedContentException(path + ": received " + Identities.text(identity) + " (expected: "
                        + Identities.text(header.getIdentity()) + ")");
            }
            file.publish();
            return new FetchedFile(path, identity, header.getFormat(), header.getBackupStorageUuid(), file.zeroBytes());
        }
    }

    private static boolean replaces(CopyOption... options) {
        for (var option : options) {
            if (option != StandardCopyOption.REPLACE_EXISTING) {
                throw new UnsupportedOperationException("option: " + option + " (expected: REPLACE_EXISTING)");
            }
        }
        return options.length > 0;
    }

    private ReadHeader receiveAll(ReadRequest source, PartFile file, TransferListener listener)
            throws IOException, InterruptedException {
        var attempts = server.attempts();
        while (true) {
            try {
                attempts.begin();
                var header = receive(source.toBuilder().setOffset(file.length()).build(), file, listener, attempts);
                if (file.length() == header.getIdentity().getLengthBytes()) {
                    return header;
                }
                attempts.failed(LongshoreException.lost("the stream ended before its content did", null));
            } catch (StatusException e) {
                attempts.failed(e);
            }
        }
    }

    private ReadHeader receive(ReadRequest request, PartFile file, TransferListener listener, Attempts attempts)
            throws StatusException, IOException, InterruptedException {
        var call = server.content().read(request);
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
