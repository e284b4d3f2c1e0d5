package io.longshore.server.rpc;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import io.longshore.server.account.Session;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.image.Image;
import io.longshore.server.image.ImageOperation;
import io.longshore.server.image.ImageResult;
import io.longshore.server.query.Page;
import io.longshore.server.query.Query;
import io.longshore.server.secret.SealedSecret;
import io.longshore.server.storage.StorageCondition;
import io.longshore.server.task.Caller;
import io.longshore.server.task.Tasks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A server on 127.0.0.1 whose domain is made of fakes, and a channel to it. */
final class RpcFixture implements AutoCloseable {
    static final String SESSION = "0123456789abcdef0123456789abcdef";
    static final String OTHER_SESSION = "fedcba9876543210fedcba9876543210";
    static final String POLL_KEY = "a key";
    static final String IMAGE = "11111111111111111111111111111111";
    static final String STORAGE = "22222222222222222222222222222222";
    static final String OTHER_STORAGE = "33333333333333333333333333333333";

    private static final Session GOOD =
            new Session(SESSION, "account", "admin", FakeTasks.NOW, Instant.parse("2026-01-02T05:04:05Z"));

    final FakeTasks tasks = new FakeTasks();
    final Map<String, Image> images = new ConcurrentHashMap<>();
    volatile Query lastQuery;
    final RpcServer server;
    final ManagedChannel channel;

    RpcFixture() throws IOException {
        this(Optional.empty());
    }

    /** A server with other tasks than these. */
    RpcFixture(Tasks others) throws IOException {
        this(Optional.of(others));
    }

    private RpcFixture(Optional<Tasks> others) throws IOException {
        var calls = new RpcServices(
                others.orElse(tasks),
                sessions(),
                imageCalls(),
                null,
                storages(),
                null,
                null,
                null,
                POLL_KEY,
                new Caller("poller"),
                InstantSource.fixed(FakeTasks.NOW));
        server = RpcServer.start(
                calls,
                ServerLimits.standard(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Optional.empty(),
                _ -> List.of());
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                .usePlaintext()
                .build();
    }

    private ImageCalls imageCalls() {
        return new ImageCalls(
                (_, uuid) -> image(uuid),
                (_, query) -> {
                    lastQuery = query;
                    return new Page<>(List.copyOf(images.values()), "next", OptionalLong.of(images.size()));
                },
                (caller, id, operation) -> tasks.apply(caller, id, operation, () -> changed(operation)),
                (caller, id, operation) -> tasks.apply(caller, id, operation, () -> changed(operation)),
                (caller, id, operation) -> tasks.apply(caller, id, operation, () -> changed(operation)),
                (caller, id, operation) -> tasks.apply(caller, id, operation, () -> changed(operation)));
    }

    private ImageResult changed(ImageOperation operation) {
        return new ImageResult.Changed(image(operation.imageUuid()));
    }

    private Image image(String uuid) {
        var image = images.get(uuid);
        if (image == null) {
            throw new FailureException(
                    Reason.IMAGE_NOT_FOUND, "image " + uuid + " is not there", Map.of("imageUuid", uuid));
        }
        return image;
    }

    static Image image() {
        return new Image(
                IMAGE,
                "account",
                "an image",
                null,
                Image.ImageState.ENABLED,
                Image.ImageStatus.READY,
                Image.MediaType.ROOT_VOLUME_TEMPLATE,
                "qcow2",
                1 << 20,
                1 << 19,
                null,
                null,
                null,
                "Linux",
                null,
                false,
                null,
                null,
                List.of(),
                List.of(),
                List.of(),
                FakeTasks.NOW,
                FakeTasks.NOW);
    }

    /** A stub whose calls carry the session. */
    <S extends AbstractStub<S>> S signedIn(S stub) {
        return with(stub, "authorization", "Bearer " + SESSION);
    }

    static <S extends AbstractStub<S>> S with(S stub, String header, String value) {
        var headers = new Metadata();
        headers.put(Metadata.Key.of(header, Metadata.ASCII_STRING_MARSHALLER), value);
        return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    /** The reason that a call failed for. */
    static Reason reason(Throwable thrown) {
        var status = Objects.requireNonNull(StatusProto.fromThrowable(thrown));
        for (var detail : status.getDetailsList()) {
            if (detail.is(com.google.rpc.ErrorInfo.class)) {
                try {
                    return Reason.valueOf(
                            detail.unpack(com.google.rpc.ErrorInfo.class).getReason());
                } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                    throw new AssertionError(e);
                }
            }
        }
        throw new AssertionError("no ErrorInfo: " + status, thrown);
    }

    @Override
    public void close() throws InterruptedException {
        channel.shutdownNow();
        channel.awaitTermination(10, TimeUnit.SECONDS);
        server.close();
    }

    /** One session, and one account with one password. */
    private static SessionCalls sessions() {
        return new SessionCalls(RpcFixture::login, RpcFixture::login, _ -> {}, RpcFixture::authenticate);
    }

    private static Session login(String accountName, String password) {
        if (!accountName.equals("admin") || !password.equals("right")) {
            throw new FailureException(Reason.WRONG_CREDENTIALS, "wrong account name or password");
        }
        return GOOD;
    }

    private static Session authenticate(String sessionUuid) {
        if (sessionUuid.equals(OTHER_SESSION)) {
            return new Session(OTHER_SESSION, "other account", "other", FakeTasks.NOW, GOOD.expireTime());
        }
        if (!sessionUuid.equals(SESSION)) {
            throw new FailureException(Reason.UNAUTHENTICATED, "session: none of this name, or it has expired");
        }
        return GOOD;
    }

    /** No storages at all. */
    private static StorageCalls storages() {
        return new StorageCalls(
                (_, uuid) -> {
                    throw new FailureException(
                            Reason.STORAGE_NOT_FOUND,
                            "storage " + uuid + " is not there",
                            Map.of("backupStorageUuid", uuid));
                },
                (_, _) -> new Page<>(List.of(), "", OptionalLong.empty()),
                _ -> new StorageCondition(true, "", "", "", Optional.empty(), 0, 0, 0, 0, 0),
                (_, _, _, _) -> List.of(),
                (_, _, _) -> {
                    throw new AssertionError("not expected");
                },
                (_, _, _) -> {
                    throw new AssertionError("not expected");
                },
                SealedSecret::new);
    }
}
