package io.longshore.client;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** How channels are set up: one thread each and no native library, for programs that live for a moment start faster so. */
final class Channels {
    private static final int MAX_MESSAGE_BYTES = 8 << 20;

    private Channels() {}

    static EventLoopGroup eventLoop() {
        return new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("longshore-connection", true), NioIoHandler.newFactory());
    }

    static ManagedChannel open(ServerAddress address, ChannelCredentials credentials, EventLoopGroup eventLoop) {
        return NettyChannelBuilder.forAddress(address.host(), address.port(), credentials)
                .eventLoopGroup(eventLoop)
                .channelType(NioSocketChannel.class)
                .directExecutor()
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .keepAliveTime(30, TimeUnit.SECONDS)
                .keepAliveTimeout(20, TimeUnit.SECONDS)
                .build();
    }

    /** Plain, or TLS with the authorities that the target names. */
    static ChannelCredentials credentials(Target target) throws IOException {
        if (!target.address().tls()) {
            return InsecureChannelCredentials.create();
        }
        var tls = TlsChannelCredentials.newBuilder();
        if (target.authorities().isPresent()) {
            tls.trustManager(target.authorities().get().toFile());
        }
        return tls.build();
    }
}
