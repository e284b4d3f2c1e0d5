package io.longshore.server.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.longshore.disk.Digest;
import io.longshore.server.content.Digesting;
import io.longshore.server.content.NewUpload;
import io.longshore.server.content.Reading;
import io.longshore.server.content.Upload;
import io.longshore.server.transfer.DiskDigests;
import io.longshore.server.transfer.Run;
import io.longshore.server.uuid.Uuids;
import io.longshore.v1.Chunk;
import io.longshore.v1.CreateUploadRequest;
import io.longshore.v1.ReadDigestsResponse;
import io.longshore.v1.ReadHeader;
import io.longshore.v1.ReadResponse;
import io.longshore.v1.UploadState;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Uploads and reads, to and from the wire. */
final class ContentProtos {
    private ContentProtos() {}

    static NewUpload newUpload(CreateUploadRequest request) {
        return new NewUpload(
                Uuids.normalize(request.getBackupStorageUuid()),
                request.getSizeBytes(),
                request.getDataBytes() == 0
                        ? request.getSizeBytes()
                        : Math.min(request.getDataBytes(), request.getSizeBytes()),
                request.getUuid().isEmpty() ? Optional.empty() : Optional.of(Uuids.normalize(request.getUuid())),
                request.getExpectedRoot().toLowerCase(Locale.ROOT),
                request.getExpectedSha256().toLowerCase(Locale.ROOT),
                request.getOmitMd5());
    }

    static io.longshore.v1.Upload upload(Upload upload) {
        return io.longshore.v1.Upload.newBuilder()
                .setUuid(upload.uuid())
                .setAccountUuid(upload.accountUuid())
                .setBackupStorageUuid(upload.backupStorageUuid())
                .setSizeBytes(upload.sizeBytes())
                .setCommittedBytes(upload.committedBytes())
                .setState(state(upload.state()))
                .setExpectedRoot(upload.expectedRoot())
                .setExpectedSha256(upload.expectedSha256())
                .setCreateTime(TimeProtos.timestamp(upload.createTime()))
                .setExpireTime(TimeProtos.timestamp(upload.expireTime()))
                .build();
    }

    private static UploadState state(Upload.State state) {
        return switch (state) {
            case WRITING -> UploadState.UPLOAD_STATE_WRITING;
            case COMPLETE -> UploadState.UPLOAD_STATE_COMPLETE;
            case PUBLISHED -> UploadState.UPLOAD_STATE_PUBLISHED;
        };
    }

    static ReadResponse header(Reading reading) {
        return ReadResponse.newBuilder()
                .setHeader(ReadHeader.newBuilder()
                        .setIdentity(ReceiptProtos.identity(reading.identity()))
                        .setFormat(reading.format())
                        .setOffset(reading.offset())
                        .setLength(reading.length())
                        .setBackupStorageUuid(reading.backupStorageUuid()))
                .build();
    }

    static ReadDigestsResponse header(Digesting digesting) {
        return ReadDigestsResponse.newBuilder()
                .setHeader(ReadHeader.newBuilder()
                        .setIdentity(ReceiptProtos.identity(digesting.identity()))
                        .setFormat(digesting.format())
                        .setOffset(digesting.offset())
                        .setLength(Math.max(0, digesting.identity().lengthBytes() - digesting.offset()))
                        .setBackupStorageUuid(digesting.backupStorageUuid()))
                .build();
    }

    static ReadDigestsResponse digests(DiskDigests.Run run) {
        return switch (run) {
            case DiskDigests.Run.Blocks(var digests) -> {
                var bytes = ByteBuffer.allocate(digests.size() * Digest.BYTES);
                digests.forEach(digest -> bytes.put(digest.bytes()));
                yield ReadDigestsResponse.newBuilder()
                        .setDigests(UnsafeByteOperations.unsafeWrap(bytes.flip()))
                        .build();
            }
            case DiskDigests.Run.Zeros(var blocks) ->
                ReadDigestsResponse.newBuilder().setZeroBlocks(blocks).build();
        };
    }

    /** The next bytes of a read; copied, since the run's buffer is gone with the next one. */
    static ReadResponse chunk(Run run) {
        var chunk = Chunk.newBuilder();
        switch (run) {
            case Run.Data(var bytes) -> chunk.setCrc32C(crc32c(bytes)).setData(ByteString.copyFrom(bytes.duplicate()));
            case Run.Zeros(var length) -> chunk.setZeroRunBytes(length);
        }
        return ReadResponse.newBuilder().setChunk(chunk).build();
    }

    private static int crc32c(ByteBuffer bytes) {
        var crc = new CRC32C();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }
}
