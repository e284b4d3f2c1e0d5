package io.longshore.cli.client;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import io.longshore.v1.BackupServiceGrpc;
import io.longshore.v1.BackupServiceGrpc.BackupServiceBlockingV2Stub;
import io.longshore.v1.BackupStorageServiceGrpc;
import io.longshore.v1.BackupStorageServiceGrpc.BackupStorageServiceBlockingV2Stub;
import io.longshore.v1.ContentServiceGrpc;
import io.longshore.v1.ContentServiceGrpc.ContentServiceBlockingV2Stub;
import io.longshore.v1.ImageServiceGrpc;
import io.longshore.v1.ImageServiceGrpc.ImageServiceBlockingV2Stub;
import io.longshore.v1.SessionServiceGrpc;
import io.longshore.v1.SessionServiceGrpc.SessionServiceBlockingV2Stub;
import io.longshore.v1.TaskServiceGrpc;
import io.longshore.v1.TaskServiceGrpc.TaskServiceBlockingV2Stub;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A connection to one server. It is made when the first call needs it; sessions are begun, kept and renewed by themselves.
 * Thread-safe.
 */
public final class Connection implements AutoCloseable {
    private static final int MAX_MESSAGE_BYTES = 8 << 20;

    private final Options options;
    private final EventLoopGroup eventLoop;
    private final ManagedChannel channel;
    private final CallRules rules;
    private final Sessions sessions;
    private final Contact contact;

    /**
     * How patient a connection is.
     *
     * @param patience how long a lost server is waited for, without anything gained
     * @param silence how long a watched task may send nothing, not even a heartbeat, before its call counts as lost
     */
    public record Options(Duration patience, Duration silence) {
        /** Two minutes for a server that restarts; four heartbeats for a call that died unnoticed. */
        public static final Options STANDARD = new Options(Duration.ofMinutes(2), Duration.ofSeconds(60));
    }

    /** A unary call. */
    @FunctionalInterface
    public interface Unary<T> {
        /** Makes the call; where it is made again, it must mean the same. */
        T call() throws StatusException;
    }

    private Connection(Target target, SessionFiles files, Options options, Consumer<String> notices) {
        this.options = options;
        this.eventLoop = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("longshore-connection", true), NioIoHandler.newFactory());
        var address = target.address();
        var builder = NettyChannelBuilder.forAddress(address.host(), address.port())
                // One thread and no native library: a command lives for a moment, and starts faster so.
                .eventLoopGroup(eventLoop)
                .channelType(NioSocketChannel.class)
                .directExecutor()
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .keepAliveTime(30, TimeUnit.SECONDS)
                .keepAliveTimeout(20, TimeUnit.SECONDS);
        this.channel = (address.tls() ? builder.useTransportSecurity() : builder.usePlaintext()).build();
        this.rules = new CallRules();
        this.contact = new Contact(address, notices);
        this.sessions = new Sessions(target, files, rules, this);
    }

    /**
     * Prepares a connection; nothing is sent yet.
     *
     * @param files where sessions are kept from one program to the next
     * @param notices takes lines for people about a server that is lost or back
     */
    public static Connection open(Target target, SessionFiles files, Options options, Consumer<String> notices) {
        return new Connection(target, files, options, notices);
    }

    /** The caller's session, for those who begin, show and end it. */
    public Sessions sessions() {
        return sessions;
    }

    /** Makes a unary call under a session; a lost server is waited for. */
    public <T> T call(Unary<T> call) throws ServerFailure, InterruptedException {
        var attempts = attempts();
        while (true) {
            try {
                sessions.ensure();
                var answer = call.call();
                attempts.gained();
                return answer;
            } catch (StatusException e) {
                attempts.failed(ServerFailure.of(e));
            }
        }
    }

    /** Makes a unary call that needs no session. */
    <T> T callOpenly(Unary<T> call) throws ServerFailure, InterruptedException {
        var attempts = attempts();
        while (true) {
            try {
                var answer = call.call();
                attempts.gained();
                return answer;
            } catch (StatusException e) {
                attempts.failedOpenly(ServerFailure.of(e));
            }
        }
    }

    /** Begins the bookkeeping of a call that may be made several times. */
    Attempts attempts() {
        return new Attempts();
    }

    Duration silence() {
        return options.silence();
    }

    public ImageServiceBlockingV2Stub images() {
        return ImageServiceGrpc.newBlockingV2Stub(channel).withInterceptors(rules);
    }

    public BackupServiceBlockingV2Stub backups() {
        return BackupServiceGrpc.newBlockingV2Stub(channel).withInterceptors(rules);
    }

    public BackupStorageServiceBlockingV2Stub storages() {
        return BackupStorageServiceGrpc.newBlockingV2Stub(channel).withInterceptors(rules);
    }

    public ContentServiceBlockingV2Stub content() {
        return ContentServiceGrpc.newBlockingV2Stub(channel).withInterceptors(rules);
    }

    public TaskServiceBlockingV2Stub tasks() {
        return TaskServiceGrpc.newBlockingV2Stub(channel).withInterceptors(rules);
    }

    SessionServiceBlockingV2Stub sessionCalls() {
        return SessionServiceGrpc.newBlockingV2Stub(channel).withInterceptors(rules);
    }

    /** Ends the connection at once. The session stays. */
    @Override
    public void close() {
        channel.shutdownNow();
        var _ = eventLoop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    /** One call and its repetitions. */
    final class Attempts {
        private final Patience patience = new Patience(contact, options.patience());
        private boolean renewed;

        /** The call has come further than before. */
        void gained() {
            renewed = false;
            patience.gained();
        }

        /** Returns when the call is worth another try; throws the failure where it is not. */
        void failed(ServerFailure failure) throws ServerFailure, InterruptedException {
            if (failure.code() == Status.Code.UNAUTHENTICATED && !renewed && sessions.renew()) {
                renewed = true;
                return;
            }
            failedOpenly(failure);
        }

        /** The same for a call that needs no session. */
        void failedOpenly(ServerFailure failure) throws ServerFailure, InterruptedException {
            if (!failure.lostContact()) {
                contact.heard();
                throw failure;
            }
            patience.lost(failure);
            channel.resetConnectBackoff(); // gRPC's own pauses grow past ours
        }
    }
}
