package io.longshore.rest.http;

import com.google.api.HttpBody;
import com.google.protobuf.Message;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Handles one RPC that a transcoder calls: one message in, one answer out. {@link io.grpc.stub.ServerCalls} would keep the metadata back. */
final class TranscodedHandler<Q extends Message, R extends Message> implements ServerCallHandler<Q, R> {
    private final Apis apis;
    private final BiFunction<RestRequest, Q, Answer> code;

    TranscodedHandler(Apis apis, BiFunction<RestRequest, Q, Answer> code) {
        this.apis = apis;
        this.code = code;
    }

    @Override
    public ServerCall.Listener<Q> startCall(ServerCall<Q, R> call, Metadata headers) {
        call.request(1);
        return new ServerCall.Listener<>() {
            private @Nullable Q message;

            @Override
            public void onMessage(Q received) {
                message = received;
            }

            @Override
            public void onHalfClose() {
                var request = message;
                if (request == null) {
                    call.close(Status.INVALID_ARGUMENT.withDescription("no message (expected: one)"), new Metadata());
                } else {
                    var http = TranscodedRequest.http(call, headers);
                    send(call, apis.guarded(http, () -> code.apply(http, request)));
                }
            }
        };
    }

    private void send(ServerCall<Q, R> call, Answer answer) {
        var prototype = prototype(call.getMethodDescriptor());
        if (answer instanceof Answer.Done done && !(prototype instanceof HttpBody)) {
            send(call, new Metadata(), TranscodedAnswer.message(done));
            return;
        }
        var reply = Reply.of(answer);
        var status = TranscodedAnswer.status(reply);
        if (reply.status() == 200) {
            send(call, new Metadata(), TranscodedAnswer.printed(reply));
        } else if (status.isOk()) {
            send(call, TranscodedAnswer.headers(reply), prototype);
        } else {
            call.close(status, TranscodedAnswer.headers(reply)); // without a message, trailers are headers
        }
    }

    @SuppressWarnings("unchecked") // an API answers with its own message
    private void send(ServerCall<Q, R> call, Metadata headers, Message message) {
        call.sendHeaders(headers);
        call.sendMessage((R) message);
        call.close(Status.OK, new Metadata());
    }

    private static Message prototype(MethodDescriptor<?, ?> method) {
        var prototype = ((PrototypeMarshaller<?>) method.getResponseMarshaller()).getMessagePrototype();
        if (prototype == null) {
            throw new IllegalArgumentException("method: " + method + " (expected: one made from a .proto)");
        }
        return (Message) prototype;
    }
}
