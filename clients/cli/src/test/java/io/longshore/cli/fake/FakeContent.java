package io.longshore.cli.fake;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.longshore.disk.Digest;
import io.longshore.disk.DiskTree;
import io.longshore.disk.TreeBuilder;
import io.longshore.v1.Chunk;
import io.longshore.v1.ContentServiceGrpc;
import io.longshore.v1.CreateUploadRequest;
import io.longshore.v1.CreateUploadResponse;
import io.longshore.v1.DeleteUploadRequest;
import io.longshore.v1.DeleteUploadResponse;
import io.longshore.v1.DiskIdentity;
import io.longshore.v1.GetUploadRequest;
import io.longshore.v1.GetUploadResponse;
import io.longshore.v1.ReadDigestsRequest;
import io.longshore.v1.ReadDigestsResponse;
import io.longshore.v1.ReadHeader;
import io.longshore.v1.ReadRequest;
import io.longshore.v1.ReadResponse;
import io.longshore.v1.Upload;
import io.longshore.v1.UploadState;
import io.longshore.v1.WriteRequest;
import io.longshore.v1.WriteResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/** Uploads and reads, in memory: for disks of some MiB. */
public final class FakeContent extends ContentServiceGrpc.ContentServiceImplBase {
    private final Map<String, Upload> uploads = new HashMap<>();
    private final Map<String, byte[]> bytes = new HashMap<>();
    private final Map<String, byte[]> contents = new HashMap<>();
    private final List<Integer> writeCuts = new ArrayList<>();
    private final List<Integer> readCuts = new ArrayList<>();
    private long dataBytes;
    private long readBytes;
    private boolean lying;

    /** The next writes are lost after so many chunks each. */
    public void cutWritesAfter(Integer... chunks) {
        writeCuts.addAll(List.of(chunks));
    }

    /** The next reads are lost after so many chunks each. */
    public void cutReadsAfter(Integer... chunks) {
        readCuts.addAll(List.of(chunks));
    }

    /** From now on a byte of each read is wrong, without a checksum to tell. */
    public void damageReads() {
        lying = true;
    }

    /** Bytes that came as data and not as zeros. */
    public long dataBytes() {
        return dataBytes;
    }

    /** Bytes that were read as data and not as zeros. */
    public long readBytes() {
        return readBytes;
    }

    /** Puts an upload there that was broken off. */
    public void begin(String uploadUuid, String storageUuid, byte[] whole, int committed) {
        bytes.put(uploadUuid, Arrays.copyOf(Arrays.copyOf(whole, committed), whole.length));
        uploads.put(
                uploadUuid,
                Upload.newBuilder()
                        .setUuid(uploadUuid)
                        .setBackupStorageUuid(storageUuid)
                        .setSizeBytes(whole.length)
                        .setCommittedBytes(committed)
                        .setState(UploadState.UPLOAD_STATE_WRITING)
                        .build());
    }

    /** Uploads that are there. */
    public int uploads() {
        return uploads.size();
    }

    /** An upload's bytes, to make something of. Whoever sent them has to say what they are. */
    byte[] take(String uploadUuid, String expectedRoot) {
        var taken = bytes.get(uploadUuid);
        var root = identity(taken).getRoot();
        if (!expectedRoot.equals(root)) {
            throw Failures.of(
                    Status.Code.DATA_LOSS, "DIGEST_MISMATCH", "root: " + root + " (expected: " + expectedRoot + ")");
        }
        return taken;
    }

    Upload upload(String uuid) {
        return uploads.get(uuid);
    }

    /** What an image or backup reads as. */
    public byte[] content(String uuid) {
        return contents.get(uuid);
    }

    public void put(String uuid, byte[] content) {
        contents.put(uuid, content);
    }

    @Override
    public void createUpload(CreateUploadRequest request, StreamObserver<CreateUploadResponse> reply) {
        bytes.computeIfAbsent(request.getUuid(), _ -> new byte[(int) request.getSizeBytes()]);
        var upload = uploads.computeIfAbsent(
                request.getUuid(),
                uuid -> Upload.newBuilder()
                        .setUuid(uuid)
                        .setBackupStorageUuid(request.getBackupStorageUuid())
                        .setSizeBytes(request.getSizeBytes())
                        .setState(UploadState.UPLOAD_STATE_WRITING)
                        .build());
        reply.onNext(CreateUploadResponse.newBuilder().setUpload(upload).build());
        reply.onCompleted();
    }

    @Override
    public void getUpload(GetUploadRequest request, StreamObserver<GetUploadResponse> reply) {
        reply.onNext(GetUploadResponse.newBuilder()
                .setUpload(uploads.get(request.getUuid()))
                .build());
        reply.onCompleted();
    }

    @Override
    public void deleteUpload(DeleteUploadRequest request, StreamObserver<DeleteUploadResponse> reply) {
        uploads.remove(request.getUuid());
        bytes.remove(request.getUuid());
        reply.onNext(DeleteUploadResponse.getDefaultInstance());
        reply.onCompleted();
    }

    @Override
    public StreamObserver<WriteRequest> write(StreamObserver<WriteResponse> reply) {
        int cut = writeCuts.isEmpty() ? Integer.MAX_VALUE : writeCuts.removeFirst();
        return new StreamObserver<>() {
            private String uuid = "";
            private int chunks;

            @Override
            public void onNext(WriteRequest request) {
                if (request.hasStart()) {
                    uuid = request.getStart().getUploadUuid();
                    long committed = uploads.get(uuid).getCommittedBytes();
                    if (request.getStart().getOffset() != committed) {
                        reply.onError(Failures.of(
                                Status.Code.FAILED_PRECONDITION, "UPLOAD_OFFSET_MISMATCH", "expected " + committed));
                    }
                } else if (chunks++ < cut) {
                    store(uuid, request.getChunk());
                } else if (chunks == cut + 1) {
                    reply.onError(Status.UNAVAILABLE
                            .withDescription("cut by the test")
                            .asRuntimeException());
                }
            }

            @Override
            public void onError(Throwable failure) {}

            @Override
            public void onCompleted() {
                if (chunks <= cut) {
                    reply.onNext(WriteResponse.newBuilder()
                            .setUpload(uploads.get(uuid))
                            .build());
                    reply.onCompleted();
                }
            }
        };
    }

    private byte[] found(String uuid) {
        var content = contents.get(uuid);
        if (content == null) {
            throw Failures.of(Status.Code.NOT_FOUND, "IMAGE_NOT_FOUND", "nothing has this uuid");
        }
        return content;
    }

    /** Runs of zeros, and of at most two digests. */
    @Override
    public void readDigests(ReadDigestsRequest request, StreamObserver<ReadDigestsResponse> reply) {
        var content = found(request.hasImageUuid() ? request.getImageUuid() : request.getVolumeBackupUuid());
        reply.onNext(ReadDigestsResponse.newBuilder()
                .setHeader(
                        ReadHeader.newBuilder().setIdentity(identity(content)).setFormat("raw"))
                .build());
        int blocks = (int) DiskTree.blocks(content.length);
        for (int block = (int) request.getFirstBlock(); block < blocks; ) {
            int end = block;
            var digests = ByteString.empty();
            while (end < blocks && end - block < 2 && !zeros(block(content, end))) {
                digests = digests.concat(
                        ByteString.copyFrom(Digest.sha256(block(content, end++)).bytes()));
            }
            var run = ReadDigestsResponse.newBuilder();
            if (end == block) {
                while (end < blocks && zeros(block(content, end))) {
                    end++;
                }
                run.setZeroBlocks(end - block);
            } else {
                run.setDigests(digests);
            }
            reply.onNext(run.build());
            block = end;
        }
        reply.onCompleted();
    }

    /** A block, filled up with zeros. */
    private static byte[] block(byte[] content, int block) {
        int at = block * DiskTree.BLOCK_BYTES;
        return Arrays.copyOfRange(content, at, at + DiskTree.BLOCK_BYTES);
    }

    @Override
    public void read(ReadRequest request, StreamObserver<ReadResponse> reply) {
        var content = found(request.hasImageUuid() ? request.getImageUuid() : request.getVolumeBackupUuid());
        long to = request.getLength() == 0 ? content.length : request.getOffset() + request.getLength();
        reply.onNext(ReadResponse.newBuilder()
                .setHeader(ReadHeader.newBuilder()
                        .setIdentity(identity(content))
                        .setFormat("raw")
                        .setOffset(request.getOffset())
                        .setLength(to - request.getOffset()))
                .build());
        int cut = readCuts.isEmpty() ? Integer.MAX_VALUE : readCuts.removeFirst();
        int sent = 0;
        for (int at = (int) request.getOffset(); at < to; at += DiskTree.BLOCK_BYTES) {
            if (sent++ == cut) {
                reply.onError(
                        Status.UNAVAILABLE.withDescription("cut by the test").asRuntimeException());
                return;
            }
            var block = Arrays.copyOfRange(content, at, Math.min(content.length, at + DiskTree.BLOCK_BYTES));
            reply.onNext(ReadResponse.newBuilder().setChunk(chunk(block)).build());
        }
        reply.onCompleted();
    }

    /** The identity of some bytes. */
    public static DiskIdentity identity(byte[] content) {
        try {
            var tree = new TreeBuilder(_ -> {});
            for (int at = 0; at < content.length; at += DiskTree.BLOCK_BYTES) {
                tree.add(Digest.sha256(Arrays.copyOfRange(content, at, at + DiskTree.BLOCK_BYTES)));
            }
            var identity = tree.finish(content.length);
            return DiskIdentity.newBuilder()
                    .setLengthBytes(identity.lengthBytes())
                    .setRoot(identity.root().hex())
                    .build();
        } catch (java.io.IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean zeros(byte[] block) {
        boolean zeros = true;
        for (byte each : block) {
            zeros &= each == 0;
        }
        return zeros;
    }

    private Chunk chunk(byte[] block) {
        if (zeros(block)) {
            return Chunk.newBuilder().setZeroRunBytes(block.length).build();
        }
        readBytes += block.length;
        if (lying) {
            block[block.length / 2] ^= 1;
        }
        return Chunk.newBuilder().setData(ByteString.copyFrom(block)).build();
    }

    private void store(String uuid, Chunk chunk) {
        var upload = uploads.get(uuid);
        long end = upload.getCommittedBytes();
        if (chunk.hasData()) {
            var checksum = new CRC32C();
            checksum.update(chunk.getData().asReadOnlyByteBuffer());
            if (!chunk.hasCrc32C() || (int) checksum.getValue() != chunk.getCrc32C()) {
                throw Status.DATA_LOSS.asRuntimeException();
            }
            chunk.getData()
                    .copyTo(ByteBuffer.wrap(
                            bytes.get(uuid), (int) end, chunk.getData().size()));
            dataBytes += chunk.getData().size();
            end += chunk.getData().size();
        } else {
            end += chunk.getZeroRunBytes();
        }
        var state = end == upload.getSizeBytes() ? UploadState.UPLOAD_STATE_COMPLETE : UploadState.UPLOAD_STATE_WRITING;
        uploads.put(
                uuid, upload.toBuilder().setCommittedBytes(end).setState(state).build());
    }
}
