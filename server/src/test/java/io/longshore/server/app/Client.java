package io.longshore.server.app;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.MetadataUtils;
import io.longshore.v1.AddImageRequest;
import io.longshore.v1.AddImageResult;
import io.longshore.v1.BackupServiceGrpc;
import io.longshore.v1.BackupServiceGrpc.BackupServiceBlockingV2Stub;
import io.longshore.v1.BackupStorage;
import io.longshore.v1.BackupStorageServiceGrpc;
import io.longshore.v1.BackupStorageServiceGrpc.BackupStorageServiceBlockingV2Stub;
import io.longshore.v1.Chunk;
import io.longshore.v1.ContentServiceGrpc;
import io.longshore.v1.ContentServiceGrpc.ContentServiceBlockingV2Stub;
import io.longshore.v1.CreateBackupStorageRequest;
import io.longshore.v1.CreateUploadRequest;
import io.longshore.v1.FileLocation;
import io.longshore.v1.ImageServiceGrpc;
import io.longshore.v1.ImageServiceGrpc.ImageServiceBlockingV2Stub;
import io.longshore.v1.LoginRequest;
import io.longshore.v1.ReadRequest;
import io.longshore.v1.ReadResponse;
import io.longshore.v1.SessionServiceGrpc;
import io.longshore.v1.TaskServiceGrpc;
import io.longshore.v1.TaskServiceGrpc.TaskServiceBlockingV2Stub;
import io.longshore.v1.Upload;
import io.longshore.v1.WriteRequest;
import io.longshore.v1.WriteResponse;
import io.longshore.v1.WriteStart;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A caller of a server: what a program in any language does, in a line each. */
final class Client implements AutoCloseable {
    private static final int CHUNK = 1 << 20;

    private final ManagedChannel channel;
    final ImageServiceBlockingV2Stub images;
    final BackupServiceBlockingV2Stub backups;
    final BackupStorageServiceBlockingV2Stub storages;
    final ContentServiceBlockingV2Stub content;
    final TaskServiceBlockingV2Stub tasks;

    private Client(ManagedChannel channel, String session) {
        var headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + session);
        var signedIn = MetadataUtils.newAttachHeadersInterceptor(headers);
        this.channel = channel;
        images = ImageServiceGrpc.newBlockingV2Stub(channel).withInterceptors(signedIn);
        backups = BackupServiceGrpc.newBlockingV2Stub(channel).withInterceptors(signedIn);
        storages = BackupStorageServiceGrpc.newBlockingV2Stub(channel).withInterceptors(signedIn);
        content = ContentServiceGrpc.newBlockingV2Stub(channel).withInterceptors(signedIn);
        tasks = TaskServiceGrpc.newBlockingV2Stub(channel).withInterceptors(signedIn);
    }

    /** Logs in at a server. */
    static Client of(String endpoint, String password) throws Exception {
        var channel = NettyChannelBuilder.forTarget(endpoint).usePlaintext().build();
        var session = SessionServiceGrpc.newBlockingV2Stub(channel)
                .login(LoginRequest.newBuilder()
                        .setAccountName("admin")
                        .setPassword(password)
                        .build())
                .getSession();
        return new Client(channel, session.getUuid());
    }

    BackupStorage addStorage(String name, Path folder) throws Exception {
        return storages.createBackupStorage(CreateBackupStorageRequest.newBuilder()
                        .setName(name)
                        .setFile(FileLocation.newBuilder().setPath(folder.toString()))
                        .build())
                .getBackupStorage();
    }

    /** Sends bytes, whole blocks of zeros as runs. */
    Upload upload(String storage, byte[] bytes) throws Exception {
        var upload = content.createUpload(CreateUploadRequest.newBuilder()
                        .setBackupStorageUuid(storage)
                        .setSizeBytes(bytes.length)
                        .build())
                .getUpload();
        return write(upload.getUuid(), 0, bytes, bytes.length);
    }

    /** Sends a disk; returns the upload's uuid. */
    String upload(String storage, SampleDisk disk) throws Exception {
        var upload = content.createUpload(CreateUploadRequest.newBuilder()
                        .setBackupStorageUuid(storage)
                        .setSizeBytes(disk.length())
                        .build())
                .getUpload();
        BlockingClientCall<WriteRequest, WriteResponse> call = content.write();
        call.write(WriteRequest.newBuilder()
                .setStart(WriteStart.newBuilder().setUploadUuid(upload.getUuid()))
                .build());
        for (var chunk : disk.chunks()) {
            call.write(WriteRequest.newBuilder().setChunk(chunk).build());
        }
        call.halfClose();
        return call.read().getUpload().getUuid();
    }

    /** Sends what lies between an offset and an end. */
    Upload write(String upload, int from, byte[] bytes, int end) throws Exception {
        BlockingClientCall<WriteRequest, WriteResponse> call = content.write();
        call.write(WriteRequest.newBuilder()
                .setStart(WriteStart.newBuilder().setUploadUuid(upload).setOffset(from))
                .build());
        for (var offset = from; offset < end; offset += CHUNK) {
            var length = Math.min(CHUNK, end - offset);
            call.write(WriteRequest.newBuilder()
                    .setChunk(chunk(bytes, offset, length))
                    .build());
        }
        call.halfClose();
        return call.read().getUpload();
    }

    private static Chunk chunk(byte[] bytes, int offset, int length) {
        for (var i = offset; i < offset + length; i++) {
            if (bytes[i] != 0) {
                return Chunk.newBuilder()
                        .setData(ByteString.copyFrom(bytes, offset, length))
                        .build();
            }
        }
        return Chunk.newBuilder().setZeroRunBytes(length).build();
    }

    AddImageResult addImage(String upload, String name) throws Exception {
        var call = images.addImage(
                AddImageRequest.newBuilder().setUploadUuid(upload).setName(name).build());
        return all(call).getLast().getResult();
    }

    byte[] read(ReadRequest request) throws Exception {
        var bytes = new ByteArrayOutputStream();
        for (ReadResponse part : all(content.read(request))) {
            var chunk = part.getChunk();
            bytes.write(chunk.getData().toByteArray());
            bytes.write(new byte[(int) chunk.getZeroRunBytes()]);
        }
        return bytes.toByteArray();
    }

    /** All messages of a stream; throws what it fails with. */
    static <R> List<R> all(BlockingClientCall<?, R> call) throws Exception {
        var messages = new ArrayList<R>();
        for (var message = call.read(); message != null; message = call.read()) {
            messages.add(message);
        }
        return messages;
    }

    @Override
    public void close() throws InterruptedException {
        channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    }
}
