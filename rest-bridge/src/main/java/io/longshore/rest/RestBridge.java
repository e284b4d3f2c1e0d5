package io.longshore.rest;

import io.grpc.Channel;
import io.longshore.rest.facade.Facade;
import io.longshore.rest.http.BridgeServer;
import java.net.InetSocketAddress;

/**
 * The original ZStack REST API over {@code longshore.v1}: everything under {@code /zstack/v1} and {@code /v1}.
 *
 * <p>Keeps no state but refusals of jobs that have no task: any number of bridges may serve one server.
 */
public final class RestBridge implements AutoCloseable {
    private final BridgeServer server;

    private RestBridge(BridgeServer server) {
        this.server = server;
    }

    /**
     * Starts to serve. The channel is the caller's and stays open; the bridge sends each REST caller's session over it.
     *
     * @throws java.util.concurrent.CompletionException where the address cannot be bound; its cause says why
     */
    public static RestBridge start(Channel channel, RestBridgeConfig config) {
        var facade = Facade.over(channel, config.zone(), config.pollKey(), config.clock());
        var address = new InetSocketAddress(config.bindAddress(), config.port());
        return new RestBridge(BridgeServer.start(facade, config.clock(), address, config.tls(), config.stopGrace()));
    }

    /** The port that it serves on. */
    public int port() {
        return server.port();
    }

    /** Takes no further requests, waits a little for calls that are held, and ends them. Their tasks go on. */
    @Override
    public void close() {
        server.close();
    }
}
