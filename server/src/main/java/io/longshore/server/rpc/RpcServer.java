package io.longshore.server.rpc;

import io.grpc.BindableService;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.longshore.v1.AddImageRequest;
import io.longshore.v1.CreateBackupStorageRequest;
import io.longshore.v1.CreateUploadRequest;
import io.longshore.v1.ListImagesRequest;
import io.longshore.v1.LoginRequest;
import io.longshore.v1.MigrateImageRequest;
import io.longshore.v1.WriteRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;

/**
 * The gRPC server: all services behind the same interceptors, on the network and in this process. Handlers run on virtual threads. {@link #drain} ends
 * what lasts and refuses what begins; {@link #close} waits for the rest.
 */
public final class RpcServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final HealthStatusManager health = new HealthStatusManager();
    private final Drain drain = new Drain();
    private final ExecutorService handlers = Executors.newVirtualThreadPerTaskExecutor();
    private final List<ServerServiceDefinition> services;
    private final AuthenticationInterceptor authentication;
    private final ValidationInterceptor validation = new ValidationInterceptor(List.of(
            LoginRequest.getDefaultInstance(),
            ListImagesRequest.getDefaultInstance(),
            AddImageRequest.getDefaultInstance(),
            MigrateImageRequest.getDefaultInstance(),
            CreateBackupStorageRequest.getDefaultInstance(),
            CreateUploadRequest.getDefaultInstance(),
            WriteRequest.getDefaultInstance()));
    private final ServerLimits limits;
    private final Server network;
    private final Server inProcess;
    private final ManagedChannel inside;
    private final String inProcessName = InProcessServerBuilder.generateName();

    private RpcServer(
            RpcServices calls,
            ServerLimits limits,
            InetSocketAddress address,
            Optional<KeyManagerFactory> tls,
            Function<Channel, List<ServerServiceDefinition>> facade)
            throws SSLException {
        this.limits = limits;
        authentication =
                new AuthenticationInterceptor(calls.sessions().authenticate(), calls.pollKey(), calls.poller());
        inside = inProcessChannel();
        services = services(calls, facade.apply(inside));
        var listening = overNetwork(address);
        if (tls.isPresent()) {
            listening.sslContext(GrpcSslContexts.configure(SslContextBuilder.forServer(tls.get()))
                    .build());
        }
        network = intercepted(listening).build();
        inProcess = intercepted(
                        InProcessServerBuilder.forName(inProcessName).maxInboundMetadataSize(limits.maxMetadataBytes()))
                .build();
    }

    /**
     * Starts to serve.
     *
     * @param address where; port 0 for any that is free
     * @param tls what the server proves itself with on the network; empty to serve in the clear
     * @param facade more services, which call this server over the channel that they are given
     * @throws IOException the address can't be had
     */
    public static RpcServer start(
            RpcServices calls,
            ServerLimits limits,
            InetSocketAddress address,
            Optional<KeyManagerFactory> tls,
            Function<Channel, List<ServerServiceDefinition>> facade)
            throws IOException {
        var server = new RpcServer(calls, limits, address, tls, facade);
        try {
            server.inProcess.start();
            server.network.start();
        } catch (IOException e) {
            server.close();
            throw e;
        }
        server.setStatus(ServingStatus.SERVING);
        return server;
    }

    private List<ServerServiceDefinition> services(RpcServices calls, List<ServerServiceDefinition> facade) {
        var streams = new Streams(drain);
        var changes = new Changes(calls.tasks(), drain);
        var storages = new StorageProtos(calls.storages().condition());
        var protos = new TaskProtos(storages);
        var watchers = new TaskStreams(calls.tasks(), protos, streams, calls.clock());
        var own = new ArrayList<ServerServiceDefinition>();
        own.add(new SessionGrpcService(calls.sessions()).bindService());
        own.add(new ImageGrpcService(calls.images(), calls.tasks(), watchers, changes).bindService());
        own.add(new BackupGrpcService(calls.backups(), calls.tasks(), watchers, changes).bindService());
        own.add(new BackupStorageGrpcService(calls.storages(), storages, calls.tasks(), watchers, changes)
                .bindService());
        own.add(new ContentGrpcService(calls.uploads(), calls.intake(), calls.reads(), streams, drain).bindService());
        var monitors = new TasksStream(protos, streams);
        own.add(new TaskGrpcService(calls.tasks(), protos, watchers, monitors).bindService());
        own.addAll(facade);
        BindableService healthService = health.getHealthService();
        own.add(healthService.bindService());
        own.addAll(Reflection.of(List.copyOf(own)));
        return List.copyOf(own);
    }

    private NettyServerBuilder overNetwork(InetSocketAddress address) {
        return NettyServerBuilder.forAddress(address)
                .maxInboundMessageSize(limits.maxMessageBytes())
                .maxInboundMetadataSize(limits.maxMetadataBytes())
                .initialFlowControlWindow(limits.flowControlBytes())
                .permitKeepAliveTime(limits.permitKeepAlive().toMillis(), TimeUnit.MILLISECONDS)
                .permitKeepAliveWithoutCalls(true)
                .keepAliveTime(limits.keepAlive().toMillis(), TimeUnit.MILLISECONDS)
                .maxConnectionAge(limits.maxConnectionAge().toMillis(), TimeUnit.MILLISECONDS)
                .maxConnectionAgeGrace(limits.maxConnectionGrace().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** From the outside in: the end of each call is logged, failures are told, a stopping server refuses, then who calls, then what is asked. */
    private <B extends ServerBuilder<B>> B intercepted(B builder) {
        var intercepted = builder.executor(handlers)
                .intercept(validation)
                .intercept(authentication)
                .intercept(drain)
                .intercept(new ErrorInterceptor())
                .intercept(new CallLog());
        return intercepted.addServices(services);
    }

    private void setStatus(ServingStatus status) {
        health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
        services.forEach(
                service -> health.setStatus(service.getServiceDescriptor().getName(), status));
    }

    /** The port that is listened on. */
    public int port() {
        return network.getPort();
    }

    /** A channel to this server that never leaves the process, for the embedded bridge. To be shut down by who asked for it. */
    public ManagedChannel inProcessChannel() {
        return InProcessChannelBuilder.forName(inProcessName).build();
    }

    /** Tells health checks that this server serves no more, refuses new calls, and ends watches and uploads: they may come again at its next start. */
    public void drain() {
        setStatus(ServingStatus.NOT_SERVING);
        drain.begin();
    }

    /** Stops: lets calls end for a few seconds, then cuts them. */
    @Override
    public void close() {
        drain();
        network.shutdown();
        inProcess.shutdown();
        try {
            var patience = System.nanoTime() + PATIENCE.toNanos();
            network.awaitTermination(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
            inProcess.awaitTermination(Math.max(0, patience - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            network.shutdownNow();
            inside.shutdownNow();
            inProcess.shutdownNow();
            handlers.shutdown();
        }
    }
}
