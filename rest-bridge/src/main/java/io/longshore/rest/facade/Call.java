package io.longshore.rest.facade;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code longshore.v1} as one caller of the REST API sees it: every call carries the caller's own session. */
public final class Call {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Duration UNARY_DEADLINE = Duration.ofSeconds(60);

    private final Channel channel;

    private Call(Channel channel) {
        this.channel = channel;
    }

    /** A caller with an {@code authorization}, passed on as it is, or without one. */
    public static Call of(Channel channel, @Nullable String authorization) {
        return authorization == null ? new Call(channel) : new Call(channel).with(AUTHORIZATION, authorization);
    }

    /** The same calls with one more header. */
    Call with(Metadata.Key<String> key, String value) {
        var headers = new Metadata();
        headers.put(key, value);
        return new Call(ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers)));
    }

    /** The caller with another session than the one it came with. */
    Call as(String session) {
        return with(AUTHORIZATION, "OAuth " + session);
    }

    /**
     * One unary call, which goes on where its caller does not: a change is made whole and answered, or not at all. Fails with the
     * {@link Refusal} that its status stands for.
     */
    <Q, R> R unary(MethodDescriptor<Q, R> method, Q request) {
        var options = CallOptions.DEFAULT.withDeadlineAfter(UNARY_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        var own = Context.current().fork();
        var outer = own.attach();
        try {
            return ClientCalls.blockingUnaryCall(channel, method, options, request);
        } catch (StatusRuntimeException e) {
            throw Failures.refusal(e);
        } finally {
            own.detach(outer);
        }
    }

    Channel channel() {
        return channel;
    }
}
