package io.longshore.client;

import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.longshore.v1.GetSessionRequest;
import io.longshore.v1.GetSessionResponse;
import io.longshore.v1.LoginRequest;
import io.longshore.v1.LoginResponse;
import io.longshore.v1.Session;
import io.longshore.v1.SessionServiceGrpc;
import io.longshore.v1.TaskServiceGrpc;
import io.longshore.v1.WatchOptions;
import io.longshore.v1.WatchTaskRequest;
import io.longshore.v1.WatchTaskResponse;
import io.longshore.v1.WatchTasksRequest;
import io.longshore.v1.WatchTasksResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A server whose watches do what a test says, one script a watch, and whose sessions a test ends. */
final class ScriptedServer implements AutoCloseable {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    final List<WatchOptions> watches = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger logins = new AtomicInteger();
    private final BlockingQueue<Consumer<StreamObserver<WatchTaskResponse>>> scripts = new LinkedBlockingQueue<>();
    final List<WatchTasksRequest> monitors = Collections.synchronizedList(new ArrayList<>());
    private final BlockingQueue<Consumer<StreamObserver<WatchTasksResponse>>> monitorScripts =
            new LinkedBlockingQueue<>();
    private final Server server;
    private volatile String token = "";

    ScriptedServer(ServerCredentials credentials) throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), credentials)
                .addService(new Sessions())
                .addService(ServerInterceptors.intercept(new Tasks(), new SessionCheck()))
                .build()
                .start();
    }

    ScriptedServer() throws IOException {
        this(InsecureServerCredentials.create());
    }

    /** {@code 127.0.0.1:port}. */
    String address() {
        return "127.0.0.1:" + server.getPort();
    }

    /** A connection that logs in here. */
    Longshore connect() throws IOException {
        return Longshore.builder()
                .server(address())
                .credentials("admin", "secret")
                .connect();
    }

    /** What the next watches do, in order. */
    @SafeVarargs
    final ScriptedServer watching(Consumer<StreamObserver<WatchTaskResponse>>... next) {
        scripts.addAll(Arrays.asList(next));
        return this;
    }

    /** What the next watches of all tasks do, in order. */
    @SafeVarargs
    final ScriptedServer monitored(Consumer<StreamObserver<WatchTasksResponse>>... next) {
        monitorScripts.addAll(Arrays.asList(next));
        return this;
    }

    /** Makes the sessions so far worth nothing. */
    void endSessions() {
        token = "";
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private final class Sessions extends SessionServiceGrpc.SessionServiceImplBase {
        @Override
        public void login(LoginRequest request, StreamObserver<LoginResponse> reply) {
            token = "session-" + logins.incrementAndGet();
            var session = Session.newBuilder().setUuid(token).setAccountName(request.getAccountName());
            reply.onNext(LoginResponse.newBuilder().setSession(session).build());
            reply.onCompleted();
        }

        @Override
        public void getSession(GetSessionRequest request, StreamObserver<GetSessionResponse> reply) {
            reply.onNext(GetSessionResponse.getDefaultInstance());
            reply.onCompleted();
        }
    }

    private final class Tasks extends TaskServiceGrpc.TaskServiceImplBase {
        @Override
        public void watchTask(WatchTaskRequest request, StreamObserver<WatchTaskResponse> reply) {
            watches.add(request.getWatch());
            play(scripts.poll(), reply);
        }

        @Override
        public void watchTasks(WatchTasksRequest request, StreamObserver<WatchTasksResponse> reply) {
            monitors.add(request);
            play(monitorScripts.poll(), reply);
        }

        private static <M> void play(@Nullable Consumer<StreamObserver<M>> script, StreamObserver<M> reply) {
            if (script == null) {
                reply.onError(
                        Status.INTERNAL.withDescription("no script is left").asRuntimeException());
            } else {
                script.accept(reply);
            }
        }
    }

    private final class SessionCheck implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            if (!("Bearer " + token).equals(headers.get(AUTHORIZATION))) {
                call.close(Status.UNAUTHENTICATED, new Metadata());
                return new ServerCall.Listener<>() {};
            }
            return next.startCall(call, headers);
        }
    }
}
