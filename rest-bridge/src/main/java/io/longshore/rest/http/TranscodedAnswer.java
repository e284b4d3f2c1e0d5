package io.longshore.rest.http;

import com.google.api.HttpBody;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.grpc.Metadata;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;

/**
 * An answer on its way through a transcoder. It prints messages; an answer that is none, or whose status is another than 200, goes in headers:
 * {@code x-longshore-status}, {@code x-longshore-type} and {@code x-longshore-body}, the last percent-encoded. A filter puts them in place.
 */
final class TranscodedAnswer {
    private static final Metadata.Key<String> STATUS = ascii("x-longshore-status");
    private static final Metadata.Key<String> TYPE = ascii("x-longshore-type");
    private static final Metadata.Key<String> BODY = ascii("x-longshore-body");

    private TranscodedAnswer() {}

    /** The answer's message: with its schema, and nothing in it that was not asked for. */
    static Message message(Answer.Done answer) {
        var schema = answer.message().getDescriptorForType().findFieldByName("schema");
        var builder = projected(answer.message(), answer.projection());
        if (answer.withSchema() && schema != null) {
            builder.setField(schema, StructJson.struct(Schema.of(answer.message(), answer.projection())));
        }
        return builder.build();
    }

    /** An answer of any API, printed already. */
    static HttpBody printed(Reply reply) {
        return HttpBody.newBuilder()
                .setContentType(reply.contentType())
                .setData(reply.body())
                .build();
    }

    /** The headers of an answer that is no message. */
    static Metadata headers(Reply reply) {
        var headers = new Metadata();
        headers.put(STATUS, String.valueOf(reply.status()));
        headers.put(TYPE, reply.contentType());
        headers.put(BODY, encoded(reply.body().toByteArray()));
        return headers;
    }

    /** What gRPC's own callers are told of it. */
    static Status status(Reply reply) {
        var status = switch (reply.status()) {
            case 200, 202 -> Status.OK;
            case 404 -> Status.NOT_FOUND;
            case 500 -> Status.INTERNAL;
            case 503 -> Status.FAILED_PRECONDITION;
            default -> Status.INVALID_ARGUMENT;
        };
        return status.isOk() ? status : status.withDescription(reply.body().toString(StandardCharsets.UTF_8));
    }

    private static Message.Builder projected(Message message, Projection projection) {
        var builder = message.newBuilderForType();
        for (var field : message.getDescriptorForType().getFields()) {
            if (projection.shows(field) && MessageWriter.present(message, field)) {
                copy(builder, message, field, projection.within(field));
            }
        }
        return builder;
    }

    private static void copy(Message.Builder builder, Message message, FieldDescriptor field, Projection within) {
        if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE
                || field.isMapField()
                || within.equals(Projection.ALL)) {
            builder.setField(field, message.getField(field));
        } else if (field.isRepeated()) {
            for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
                builder.addRepeatedField(
                        field,
                        projected((Message) message.getRepeatedField(field, i), within)
                                .build());
            }
        } else {
            builder.setField(
                    field, projected((Message) message.getField(field), within).build());
        }
    }

    private static String encoded(byte[] bytes) {
        var text = new StringBuilder(bytes.length);
        for (byte value : bytes) {
            if (value < ' ' || value > '~' || value == '%') {
                text.append("%%%02X".formatted(value & 0xff));
            } else {
                text.append((char) value);
            }
        }
        return text.toString();
    }

    private static Metadata.Key<String> ascii(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }
}
