package io.longshore.client;

import io.grpc.StatusException;
import io.longshore.v1.Chunk;
import io.longshore.v1.CreateUploadRequest;
import io.longshore.v1.ErrorReason;
import io.longshore.v1.GetUploadRequest;
import io.longshore.v1.Upload;
import io.longshore.v1.WriteRequest;
import io.longshore.v1.WriteStart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Sends files as uploads: holes as runs of zeros, each chunk with its checksum, no faster than the server takes them. After
 * a lost connection it goes on where the server's committed bytes end. The identity is computed in the same pass.
 */
final class Uploads {
    private static final int READY_BYTES = 4 << 20;

    private final Longshore server;

    Uploads(Longshore server) {
        this.server = server;
    }

    /** As {@link Longshore#upload(Path, CreateUploadRequest, TransferListener)} says. */
    SentFile send(Path path, CreateUploadRequest asked, TransferListener listener)
            throws IOException, InterruptedException {
        try (var file = LocalFile.open(path)) {
            if (file.length() == 0) {
                throw new IOException(path + ": is empty (expected: a disk image)");
            }
            var request = asked.toBuilder()
                    .setUuid(asked.getUuid().isEmpty() ? Uuids.random() : asked.getUuid())
                    .setSizeBytes(file.length())
                    .setDataBytes(file.dataBytes())
                    .build();
            var upload =
                    server.call(() -> server.content().createUpload(request)).getUpload();
            listener.begun(upload);
            var sending = new Sending(file, listener);
            var complete = sendAll(upload, sending);
            file.checkUnchanged();
            return new SentFile(complete, Identities.of(sending.digest.finish()));
        }
    }

    private Upload sendAll(Upload begun, Sending sending) throws IOException, InterruptedException {
        var attempts = server.attempts();
        var upload = begun;
        while (true) {
            sending.catchUp(upload.getCommittedBytes());
            if (upload.getCommittedBytes() == upload.getSizeBytes()) {
                return upload;
            }
            attempts.begin();
            try {
                return sendFrom(upload, sending);
            } catch (StatusException e) {
                var failure = LongshoreException.of(e);
                // The call before this one may still be committing what it got.
                boolean settling = failure.reason().equals(ErrorReason.UPLOAD_OFFSET_MISMATCH.name());
                if (settling) {
                    attempts.failed(LongshoreException.lost(failure.description(), failure));
                } else {
                    attempts.failed(e);
                }
            }
            var ask = GetUploadRequest.newBuilder().setUuid(begun.getUuid()).build();
            long before = upload.getCommittedBytes();
            upload = server.call(() -> server.content().getUpload(ask)).getUpload();
            if (upload.getCommittedBytes() > before) {
                attempts.gained();
            }
        }
    }

    private Upload sendFrom(Upload upload, Sending sending) throws StatusException, IOException, InterruptedException {
        var call = server.content().withOnReadyThreshold(READY_BYTES).write();
        boolean answered = false;
        try {
            var start = WriteStart.newBuilder().setUploadUuid(upload.getUuid()).setOffset(upload.getCommittedBytes());
            boolean open = call.write(WriteRequest.newBuilder().setStart(start).build());
            long offset = upload.getCommittedBytes();
            while (open && offset < upload.getSizeBytes()) {
                var piece = sending.piece(offset);
                open = call.write(
                        WriteRequest.newBuilder().setChunk(chunk(piece)).build());
                offset += piece.length();
                sending.sent(offset, piece);
            }
            call.halfClose();
            var response = call.read();
            if (response == null) {
                throw io.grpc.Status.UNAVAILABLE
                        .withDescription("the upload ended without an answer")
                        .asException();
            }
            answered = true;
            return response.getUpload();
        } finally {
            if (!answered) {
                call.cancel("gave up", null);
            }
        }
    }

    private static Chunk chunk(LocalFile.Piece piece) {
        return switch (piece) {
            case LocalFile.Piece.Zeros zeros ->
                Chunk.newBuilder().setZeroRunBytes(zeros.length()).build();
            case LocalFile.Piece.Data data -> {
                var checksum = new CRC32C();
                checksum.update(data.bytes());
                yield Chunk.newBuilder()
                        .setData(data.content())
                        .setCrc32C((int) checksum.getValue())
                        .build();
            }
        };
    }

    /** A file on its way, over however many calls. */
    private static final class Sending {
        private final LocalFile file;
        private final TransferListener listener;
        private final ContentDigest digest = new ContentDigest();
        private long skipped;

        Sending(LocalFile file, TransferListener listener) {
            this.file = file;
            this.listener = listener;
        }

        /** Reads a piece, and counts it into the identity unless it has been already. */
        LocalFile.Piece piece(long offset) throws IOException, InterruptedException {
            var piece = file.pieceAt(offset);
            int known = (int) Math.min(digest.length() - offset, piece.length());
            if (known < piece.length()) {
                switch (piece) {
                    case LocalFile.Piece.Zeros zeros -> digest.addZeros(zeros.length() - known);
                    case LocalFile.Piece.Data data ->
                        digest.add(data.bytes().slice(known, data.bytes().remaining() - known));
                }
            }
            return piece;
        }

        void sent(long offset, LocalFile.Piece piece) {
            if (piece instanceof LocalFile.Piece.Zeros) {
                skipped = Math.min(skipped + piece.length(), offset);
            }
            listener.moved(offset, file.length(), skipped);
        }

        /** Counts what is left up to {@code end} into the identity without sending it. */
        void catchUp(long end) throws IOException, InterruptedException {
            while (digest.length() < end) {
                piece(digest.length());
            }
            if (end > 0) {
                listener.moved(end, file.length(), skipped);
            }
        }
    }
}
