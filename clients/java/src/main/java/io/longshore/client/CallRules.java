package io.longshore.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What holds for every call: it carries the session, and a unary one has a deadline. */
final class CallRules implements ClientInterceptor {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final int UNARY_SECONDS = 60;

    private volatile @Nullable String token;

    /** Sends this session from the next call on; null for none. */
    void useToken(@Nullable String fresh) {
        token = fresh;
    }

    @Override
    public <A, B> ClientCall<A, B> interceptCall(MethodDescriptor<A, B> method, CallOptions options, Channel next) {
        var timed = method.getType() == MethodType.UNARY && options.getDeadline() == null
                ? options.withDeadlineAfter(UNARY_SECONDS, TimeUnit.SECONDS)
                : options;
        return new SimpleForwardingClientCall<A, B>(next.newCall(method, timed)) {
            @Override
            public void start(Listener<B> listener, Metadata headers) {
                var session = token;
                if (session != null) {
                    headers.put(AUTHORIZATION, "Bearer " + session);
                }
                super.start(listener, headers);
            }
        };
    }
}
