package io.longshore.rest.http;

import com.google.protobuf.ByteString;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Context;
import io.longshore.rest.facade.Facade;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/** The HTTP server: HTTP/1 and HTTP/2 on one port, nothing compressed, each request on a virtual thread of its own. */
public final class BridgeServer implements AutoCloseable {
    /** The longest body that is read; the original's own are a few KiB. */
    static final int MAX_BODY_BYTES = 1 << 20;

    /** How long a request may take to arrive; its answer may take any time. */
    private static final Duration ARRIVAL = Duration.ofSeconds(30);

    private final Exchange exchange;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Duration grace;
    private final Server server;

    private BridgeServer(
            Facade facade, Clock clock, InetSocketAddress address, Optional<KeyManagerFactory> tls, Duration grace) {
        this.exchange = new Exchange(facade, clock);
        this.grace = grace;
        this.server = listening(address, tls)
                .requestTimeout(ARRIVAL)
                .maxRequestLength(MAX_BODY_BYTES)
                .disableServerHeader()
                .gracefulShutdownTimeout(Duration.ZERO, grace)
                .serviceUnder("/", this::serve)
                .build();
    }

    private static ServerBuilder listening(InetSocketAddress address, Optional<KeyManagerFactory> tls) {
        return tls.isPresent()
                ? Server.builder().https(address).tls(tls.get())
                : Server.builder().http(address);
    }

    /**
     * Starts to serve the facade at an address (port 0: any free one). Fails with the server's own exception where the address cannot be
     * bound. With {@code tls} it serves TLS alone. {@code grace} is how long {@link #close} waits for calls that are held.
     */
    public static BridgeServer start(
            Facade facade, Clock clock, InetSocketAddress address, Optional<KeyManagerFactory> tls, Duration grace) {
        var bridge = new BridgeServer(facade, clock, address, tls, grace);
        bridge.server.start().join();
        return bridge;
    }

    /** The port that it serves on. */
    public int port() {
        return server.activeLocalPort();
    }

    /**
     * Takes no further requests, waits for those that are there and, when its grace is over, ends them. Tasks go on. Returns when the
     * port is free; the server's threads are idle for two more seconds before they end, which nobody needs to wait for.
     */
    @Override
    public void close() {
        var _ = server.stop();
        threads.shutdown();
        try {
            var _ = threads.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS);
            while (!server.activePorts().isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        threads.shutdownNow();
        exchange.close();
    }

    private HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
        return HttpResponse.of(request.aggregate().thenCompose(whole -> {
            context.clearRequestTimeout();
            try {
                return CompletableFuture.supplyAsync(() -> answer(context, whole), threads);
            } catch (RejectedExecutionException _) {
                return CompletableFuture.completedFuture(HttpResponse.of(HttpStatus.SERVICE_UNAVAILABLE));
            }
        }));
    }

    private HttpResponse answer(ServiceRequestContext context, AggregatedHttpRequest request) {
        var call = Context.ROOT.withCancellation();
        var _ = context.whenRequestCancelled().thenAccept(call::cancel);
        try {
            var reply = call.call(() -> exchange.answer(translated(context, request)));
            var headers = ResponseHeaders.builder(reply.status())
                    .add(HttpHeaderNames.CONTENT_TYPE, reply.contentType())
                    .build();
            return HttpResponse.of(headers, HttpData.wrap(reply.body().toByteArray()));
        } catch (Exception e) {
            throw new IllegalStateException("an exchange never fails", e);
        } finally {
            call.cancel(null);
        }
    }

    private RestRequest translated(ServiceRequestContext context, AggregatedHttpRequest request) {
        var headers = new LinkedHashMap<String, String>();
        request.headers()
                .forEach((name, value) -> headers.putIfAbsent(name.toString().toLowerCase(Locale.ROOT), value));
        var authority = request.authority();
        var base = context.sessionProtocol().isTls() ? "https://" : "http://";
        return new RestRequest(
                request.method().name(),
                context.path(),
                query(context.query()),
                headers,
                base + (authority == null ? "127.0.0.1:" + port() : authority),
                ByteString.copyFrom(request.content().array()));
    }

    private static Map<String, List<String>> query(@Nullable String text) {
        var query = new LinkedHashMap<String, List<String>>();
        if (text != null) {
            var parameters = QueryParams.fromQueryString(text);
            parameters.names().forEach(name -> query.put(name, parameters.getAll(name)));
        }
        return query;
    }
}
