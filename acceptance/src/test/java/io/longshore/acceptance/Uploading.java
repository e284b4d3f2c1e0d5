package io.longshore.acceptance;

import com.google.common.collect.Lists;
import com.google.protobuf.ByteString;
import io.grpc.stub.BlockingClientCall;
import io.longshore.v1.AddImageRequest;
import io.longshore.v1.Chunk;
import io.longshore.v1.ContentServiceGrpc;
import io.longshore.v1.CreateUploadRequest;
import io.longshore.v1.GetUploadRequest;
import io.longshore.v1.ImageServiceGrpc;
import io.longshore.v1.WriteRequest;
import io.longshore.v1.WriteResponse;
import io.longshore.v1.WriteStart;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** An upload, written by hand so that it can break off wherever a test wants. */
final class Uploading {
    private final Site site;
    private final Path disk;
    private final String uuid;

    Uploading(Site site, Path disk, String storage) throws IOException {
        this.site = site;
        this.disk = disk;
        this.uuid = content()
                .createUpload(CreateUploadRequest.newBuilder()
                        .setBackupStorageUuid(storage)
                        .setSizeBytes(Files.size(disk))
                        .build())
                .getUpload()
                .getUuid();
    }

    String uuid() {
        return uuid;
    }

    /** How many bytes the server says a crash can't lose. */
    long committedBytes() {
        return content()
                .getUpload(GetUploadRequest.newBuilder().setUuid(uuid).build())
                .getUpload()
                .getCommittedBytes();
    }

    /** Sends the disk's bytes from what is committed up to an offset and leaves the call open, as a sender that stalls. */
    BlockingClientCall<WriteRequest, WriteResponse> send(long until) throws Exception {
        long offset = committedBytes();
        var call = ContentServiceGrpc.newBlockingV2Stub(site.server().session()).write();
        call.write(WriteRequest.newBuilder()
                .setStart(WriteStart.newBuilder().setUploadUuid(uuid).setOffset(offset))
                .build());
        try (var in = FileChannel.open(disk)) {
            while (offset < until) {
                var bytes = ByteBuffer.allocate((int) Math.min(DiskFiles.MIB, until - offset));
                while (bytes.hasRemaining() && in.read(bytes, offset + bytes.position()) >= 0) {}
                offset += bytes.position();
                call.write(WriteRequest.newBuilder()
                        .setChunk(Chunk.newBuilder().setData(ByteString.copyFrom(bytes.flip())))
                        .build());
            }
        }
        return call;
    }

    /** Sends what is left; gives the upload's uuid. */
    String whole() throws Exception {
        var call = send(Files.size(disk));
        call.halfClose();
        call.read();
        return uuid;
    }

    /** Sends what is left and makes an image of it; gives its uuid. */
    String finish(String name) throws Exception {
        var added = ImageServiceGrpc.newBlockingStub(site.server().session())
                .addImage(AddImageRequest.newBuilder()
                        .setUploadUuid(whole())
                        .setName(name)
                        .build());
        return Lists.newArrayList(added).getLast().getResult().getImage().getUuid();
    }

    /** Writes a whole upload in one chunk. */
    static void write(Site site, String upload, byte[] bytes) throws Exception {
        var call = ContentServiceGrpc.newBlockingV2Stub(site.server().session()).write();
        call.write(WriteRequest.newBuilder()
                .setStart(WriteStart.newBuilder().setUploadUuid(upload))
                .build());
        call.write(WriteRequest.newBuilder()
                .setChunk(Chunk.newBuilder().setData(ByteString.copyFrom(bytes)))
                .build());
        call.halfClose();
        call.read();
    }

    private ContentServiceGrpc.ContentServiceBlockingStub content() {
        return ContentServiceGrpc.newBlockingStub(site.server().session());
    }
}
