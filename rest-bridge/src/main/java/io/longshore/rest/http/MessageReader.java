package io.longshore.rest.http;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.longshore.rest.facade.FacadeMethod;
import io.longshore.rest.facade.TextRefusal;
import io.longshore.rest.http.JsonValue.JsonArray;
import io.longshore.rest.http.JsonValue.JsonBoolean;
import io.longshore.rest.http.JsonValue.JsonNull;
import io.longshore.rest.http.JsonValue.JsonNumber;
import io.longshore.rest.http.JsonValue.JsonObject;
import io.longshore.rest.http.JsonValue.JsonText;
import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Makes a facade's message of JSON or of a query string, as liberally as the original does: numbers and booleans may be texts and
 * texts numbers or booleans, {@code 1.073741824E9} is an integer, {@code null} is absent, keys without a field are passed over.
 */
final class MessageReader {
    /** The original's status for a value of another kind than the field's. */
    private static final int WRONG_KIND = 500;

    private MessageReader() {}

    /** The request of an API; fails with the original's text for the first value that does not fit its field. */
    static Message.Builder read(JsonObject object, FacadeMethod method) {
        try {
            return read(object, method.requestPrototype());
        } catch (NotAnInteger e) {
            var text = method.api().getQuery()
                    ? "Invalid query parameter. '%s' must be an integer".formatted(e.field)
                    : "[%s] field is excepted an int or long, but was [%s].".formatted(e.field, e.written);
            throw new TextRefusal(400, text);
        }
    }

    static Message.Builder read(JsonObject object, Message prototype) {
        var builder = prototype.newBuilderForType();
        object.members().forEach((key, value) -> {
            var field = fieldOf(builder.getDescriptorForType(), key);
            if (field != null && !(value instanceof JsonNull)) {
                set(builder, field, value);
            }
        });
        return builder;
    }

    private static @Nullable FieldDescriptor fieldOf(Descriptor type, String key) {
        return type.getFields().stream()
                .filter(field -> field.getJsonName().equals(key))
                .findFirst()
                .orElse(null);
    }

    private static void set(Message.Builder builder, FieldDescriptor field, JsonValue value) {
        if (!field.isRepeated()) {
            builder.setField(field, single(builder, field, value));
        } else if (value instanceof JsonArray array) {
            array.elements().forEach(element -> builder.addRepeatedField(field, single(builder, field, element)));
        } else {
            throw wrongKind(field, "a list", value);
        }
    }

    private static Object single(Message.Builder builder, FieldDescriptor field, JsonValue value) {
        return switch (field.getJavaType()) {
            case STRING -> text(field, value);
            case LONG -> integer(field, value);
            case BOOLEAN -> bool(field, value);
            case MESSAGE -> {
                if (!(value instanceof JsonObject object)) {
                    throw wrongKind(field, "an object", value);
                }
                yield read(object, builder.newBuilderForField(field).buildPartial())
                        .build();
            }
            case INT, FLOAT, DOUBLE, BYTE_STRING, ENUM ->
                throw new IllegalStateException("type of " + field + " (expected: string, int64, bool or a message)");
        };
    }

    private static String text(FieldDescriptor field, JsonValue value) {
        return switch (value) {
            case JsonText text -> text.text();
            case JsonNumber number -> number.written();
            case JsonBoolean bool -> String.valueOf(bool.value());
            case JsonObject _, JsonArray _, JsonNull _ -> throw wrongKind(field, "a string", value);
        };
    }

    private static long integer(FieldDescriptor field, JsonValue value) {
        var written = text(field, value);
        try {
            return new BigDecimal(written.trim()).longValueExact();
        } catch (ArithmeticException | NumberFormatException _) {
            throw new NotAnInteger(field.getJsonName(), written);
        }
    }

    private static boolean bool(FieldDescriptor field, JsonValue value) {
        var written = text(field, value);
        return switch (written.trim().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new TextRefusal(
                        400,
                        "Invalid value for boolean field [%s], [%s] is not a valid boolean string[true, false]."
                                .formatted(field.getJsonName(), written));
        };
    }

    private static TextRefusal wrongKind(FieldDescriptor field, String expected, JsonValue value) {
        return new TextRefusal(
                WRONG_KIND,
                "[%s] field is excepted %s, but was %s.".formatted(field.getJsonName(), expected, value.kind()));
    }

    /** A value that is no integer, which queries and bodies call by different words. */
    private static final class NotAnInteger extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String field;
        private final String written;

        NotAnInteger(String field, String written) {
            super(field, null, false, false);
            this.field = field;
            this.written = written;
        }
    }
}
