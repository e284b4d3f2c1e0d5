package io.longshore.rest.http;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.MapEntry;
import com.google.protobuf.Message;
import io.longshore.rest.zstack.v1.OptionsProto;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Prints a facade's message as the original's JSON: integers as plain digits, what is not set left out, lists always there.
 * Protobuf's own printer writes int64 as strings.
 */
final class MessageWriter {
    private static final JsonFactory JSON = new JsonFactory();

    private MessageWriter() {}

    /** The message as UTF-8. */
    static ByteString write(Message message, Projection projection) {
        return write(message, projection, Map.of(), false);
    }

    /** The message with the classes of its parts under {@code schema}. */
    static ByteString writeWithSchema(Message message, Projection projection) {
        return write(message, projection, Schema.of(message, projection), true);
    }

    private static ByteString write(
            Message message, Projection projection, Map<String, String> schema, boolean withSchema) {
        var out = ByteString.newOutput();
        try (var json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            fields(json, message, projection);
            if (withSchema) {
                json.writeObjectPropertyStart("schema");
                schema.forEach(json::writeStringProperty);
                json.writeEndObject();
            }
            json.writeEndObject();
        }
        return out.toByteString();
    }

    private static void fields(JsonGenerator json, Message message, Projection projection) {
        for (var field : message.getDescriptorForType().getFields()) {
            if (!projection.shows(field) || !present(message, field)) {
                continue;
            }
            json.writeName(field.getJsonName());
            var inner = projection.within(field);
            if (field.isMapField()) {
                map(json, (List<?>) message.getField(field));
            } else if (field.isRepeated()) {
                json.writeStartArray();
                ((List<?>) message.getField(field)).forEach(value -> value(json, value, inner));
                json.writeEndArray();
            } else {
                value(json, message.getField(field), inner);
            }
        }
    }

    static boolean present(Message message, FieldDescriptor field) {
        if (field.isMapField() || field.getOptions().getExtension(OptionsProto.absentWhenEmpty)) {
            return message.getRepeatedFieldCount(field) > 0;
        }
        return field.isRepeated() || message.hasField(field);
    }

    private static void value(JsonGenerator json, Object value, Projection projection) {
        switch (value) {
            case String text -> json.writeString(text);
            case Long number -> json.writeNumber(number);
            case Double number -> json.writeNumber(number);
            case Boolean bool -> json.writeBoolean(bool);
            case Message message -> {
                json.writeStartObject();
                fields(json, message, projection);
                json.writeEndObject();
            }
            default ->
                throw new IllegalStateException(
                        "value: " + value.getClass() + " (expected: string, int64, double, bool or a message)");
        }
    }

    private static void map(JsonGenerator json, List<?> entries) {
        json.writeStartObject();
        for (var entry : entries) {
            if (entry instanceof MapEntry<?, ?> pair) {
                json.writeStringProperty(String.valueOf(pair.getKey()), String.valueOf(pair.getValue()));
            }
        }
        json.writeEndObject();
    }
}
