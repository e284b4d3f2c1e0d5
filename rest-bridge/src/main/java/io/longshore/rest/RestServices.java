package io.longshore.rest;

import io.grpc.Channel;
import io.grpc.ServerServiceDefinition;
import io.longshore.rest.facade.Facade;
import io.longshore.rest.http.FacadeServices;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;

/**
 * The original ZStack REST API as gRPC services ({@code longshore.rest.zstack.v1}), for a transcoder such as Envoy's to put HTTP before
 * them: what {@link RestBridge} does, without HTTP. Calls carry the REST caller's session as it came and are checked where they end, so that
 * the server that has these services lets them pass.
 */
public final class RestServices implements AutoCloseable {
    private final FacadeServices services;

    /**
     * The services over a channel that stays the caller's.
     *
     * @param zone the zone that dates are printed and read in
     * @param pollKey see {@link RestBridgeConfig}
     */
    public RestServices(Channel channel, ZoneId zone, String pollKey, Clock clock) {
        services = new FacadeServices(Facade.over(channel, zone, pollKey, clock), clock);
    }

    /** To be added to a server. */
    public List<ServerServiceDefinition> definitions() {
        return services.definitions();
    }

    @Override
    public void close() {
        services.close();
    }
}
