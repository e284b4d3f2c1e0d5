package io.longshore.cli.output;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Messages as JSON on one line: protobuf's own field names, int64 as plain numbers, fields without presence always there
 * ({@code "sent_bytes":0} is an answer, an absent key is a question). Otherwise after protobuf's JSON mapping, whose
 * printer quotes int64 and costs more to load than most commands take.
 */
public final class Json {
    private Json() {}

    /** A message's fields by name, in the order of their declaration. */
    public static Map<String, Object> fields(Message message) {
        var fields = new LinkedHashMap<String, Object>();
        for (var field : message.getDescriptorForType().getFields()) {
            if (field.isRepeated() || !field.hasPresence() || message.hasField(field)) {
                fields.put(field.getName(), value(field, message.getField(field)));
            }
        }
        return fields;
    }

    /** Maps, lists, messages, strings, numbers and booleans, in whatever depth, as one line of JSON. */
    public static String write(Object value) {
        var text = new StringBuilder();
        append(text, value);
        return text.toString();
    }

    private static Object value(FieldDescriptor field, Object value) {
        if (field.isMapField()) {
            var map = new LinkedHashMap<String, Object>();
            for (var entry : (List<?>) value) {
                var message = (Message) entry;
                var parts = message.getDescriptorForType().getFields();
                map.put(message.getField(parts.get(0)).toString(), message.getField(parts.get(1)));
            }
            return map;
        }
        return value;
    }

    private static void append(StringBuilder text, Object value) {
        switch (value) {
            case Timestamp time ->
                quote(
                        text,
                        Instant.ofEpochSecond(time.getSeconds(), time.getNanos())
                                .toString());
            case Duration duration -> quote(text, seconds(duration));
            case Message message -> append(text, fields(message));
            case Map<?, ?> map -> appendMap(text, map);
            case ByteString bytes -> quote(text, Base64.getEncoder().encodeToString(bytes.toByteArray()));
            case Iterable<?> list -> appendList(text, list);
            case EnumValueDescriptor constant -> quote(text, constant.getName());
            case Number number -> text.append(number);
            case Boolean truth -> text.append(truth);
            default -> quote(text, value.toString());
        }
    }

    private static void appendMap(StringBuilder text, Map<?, ?> map) {
        char before = '{';
        for (var entry : map.entrySet()) {
            text.append(before);
            quote(text, entry.getKey().toString());
            text.append(':');
            append(text, entry.getValue());
            before = ',';
        }
        text.append(before == '{' ? "{}" : "}");
    }

    private static void appendList(StringBuilder text, Iterable<?> list) {
        char before = '[';
        for (var element : list) {
            text.append(before);
            append(text, element);
            before = ',';
        }
        text.append(before == '[' ? "[]" : "]");
    }

    private static void quote(StringBuilder text, String string) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < ' ' || c == 0x7f) {
                        text.append(String.format("\\u%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }

    private static String seconds(Duration duration) {
        var nanos = String.format("%09d", Math.abs(duration.getNanos()));
        var sign = duration.getSeconds() < 0 || duration.getNanos() < 0 ? "-" : "";
        return sign + Math.abs(duration.getSeconds()) + (duration.getNanos() == 0 ? "" : "." + nanos) + "s";
    }
}
