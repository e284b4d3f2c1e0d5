package io.longshore.server.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.longshore.server.content.Digesting;
import io.longshore.server.content.Reading;
import io.longshore.server.content.Reads;
import io.longshore.server.content.UploadIntake;
import io.longshore.server.content.UploadLifecycle;
import io.longshore.server.rpc.Streams.Sender;
import io.longshore.server.uuid.Uuids;
import io.longshore.v1.ContentServiceGrpc;
import io.longshore.v1.CreateUploadRequest;
import io.longshore.v1.CreateUploadResponse;
import io.longshore.v1.DeleteUploadRequest;
import io.longshore.v1.DeleteUploadResponse;
import io.longshore.v1.GetUploadRequest;
import io.longshore.v1.GetUploadResponse;
import io.longshore.v1.ReadDigestsRequest;
import io.longshore.v1.ReadDigestsResponse;
import io.longshore.v1.ReadRequest;
import io.longshore.v1.ReadResponse;
import io.longshore.v1.WriteRequest;
import io.longshore.v1.WriteResponse;
import java.util.Optional;

/** Translates {@code ContentService}. */
final class ContentGrpcService extends ContentServiceGrpc.ContentServiceImplBase {
    private final UploadLifecycle uploads;
    private final UploadIntake intake;
    private final Reads reads;
    private final Streams streams;
    private final Drain drain;

    ContentGrpcService(UploadLifecycle uploads, UploadIntake intake, Reads reads, Streams streams, Drain drain) {
        this.uploads = uploads;
        this.intake = intake;
        this.reads = reads;
        this.streams = streams;
        this.drain = drain;
    }

    @Override
    public void createUpload(CreateUploadRequest request, StreamObserver<CreateUploadResponse> reply) {
        var upload = uploads.create(Callers.caller(), ContentProtos.newUpload(request));
        Unary.answer(
                reply,
                CreateUploadResponse.newBuilder()
                        .setUpload(ContentProtos.upload(upload))
                        .build());
    }

    @Override
    public StreamObserver<WriteRequest> write(StreamObserver<WriteResponse> reply) {
        return new WriteCall(Callers.caller(), intake, drain, (ServerCallStreamObserver<WriteResponse>) reply);
    }

    @Override
    public void getUpload(GetUploadRequest request, StreamObserver<GetUploadResponse> reply) {
        var upload = uploads.find(Callers.caller(), Uuids.normalize(request.getUuid()));
        Unary.answer(
                reply,
                GetUploadResponse.newBuilder()
                        .setUpload(ContentProtos.upload(upload))
                        .build());
    }

    @Override
    public void deleteUpload(DeleteUploadRequest request, StreamObserver<DeleteUploadResponse> reply) {
        uploads.delete(Callers.caller(), Uuids.normalize(request.getUuid()));
        Unary.answer(reply, DeleteUploadResponse.getDefaultInstance());
    }

    @Override
    public void read(ReadRequest request, StreamObserver<ReadResponse> reply) {
        var reading = start(request);
        streams.writeContent(reply, sender -> send(reading, sender));
    }

    @Override
    public void readDigests(ReadDigestsRequest request, StreamObserver<ReadDigestsResponse> reply) {
        var digesting = start(request);
        streams.writeContent(reply, sender -> send(digesting, sender));
    }

    private Digesting start(ReadDigestsRequest request) {
        var caller = Callers.caller();
        var storage = storage(request.getBackupStorageUuid());
        long first = request.getFirstBlock();
        return switch (request.getSourceCase()) {
            case IMAGE_UUID -> reads.imageDigests(caller, Uuids.normalize(request.getImageUuid()), storage, first);
            case VOLUME_BACKUP_UUID ->
                reads.volumeBackupDigests(caller, Uuids.normalize(request.getVolumeBackupUuid()), storage, first);
            case SOURCE_NOT_SET -> throw ConditionProtos.unset("source", "none");
        };
    }

    private static void send(Digesting digesting, Sender<ReadDigestsResponse> sender) throws InterruptedException {
        try (digesting) {
            sender.send(ContentProtos.header(digesting));
            for (var run = digesting.digests().next();
                    run != null;
                    run = digesting.digests().next()) {
                sender.send(ContentProtos.digests(run));
            }
        }
    }

    private static Optional<String> storage(String uuid) {
        return uuid.isEmpty() ? Optional.empty() : Optional.of(Uuids.normalize(uuid));
    }

    private Reading start(ReadRequest request) {
        var caller = Callers.caller();
        var range = new Reads.Range(request.getOffset(), request.getLength());
        var storage = storage(request.getBackupStorageUuid());
        return switch (request.getSourceCase()) {
            case IMAGE_UUID -> reads.image(caller, Uuids.normalize(request.getImageUuid()), storage, range);
            case VOLUME_BACKUP_UUID ->
                reads.volumeBackup(caller, Uuids.normalize(request.getVolumeBackupUuid()), storage, range);
            case SOURCE_NOT_SET -> throw ConditionProtos.unset("source", "none");
        };
    }

    private static void send(Reading reading, Sender<ReadResponse> sender) throws InterruptedException {
        try (reading) {
            sender.send(ContentProtos.header(reading));
            for (var run = reading.bytes().next();
                    run != null;
                    run = reading.bytes().next()) {
                sender.send(ContentProtos.chunk(run));
            }
        }
    }
}
