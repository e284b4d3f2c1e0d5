package io.longshore.rest.http;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.longshore.rest.http.JsonValue.JsonArray;
import io.longshore.rest.http.JsonValue.JsonBoolean;
import io.longshore.rest.http.JsonValue.JsonNull;
import io.longshore.rest.http.JsonValue.JsonNumber;
import io.longshore.rest.http.JsonValue.JsonObject;
import io.longshore.rest.http.JsonValue.JsonText;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

/** JSON within protobuf: {@code google.protobuf.Struct}. */
final class StructJson {
    private StructJson() {}

    /** The object that a struct is. */
    static JsonObject object(Struct struct) {
        var members = new LinkedHashMap<String, JsonValue>();
        struct.getFieldsMap().forEach((key, value) -> members.put(key, value(value)));
        return new JsonObject(members);
    }

    /** The struct of texts by key. */
    static Struct struct(Map<String, String> texts) {
        var struct = Struct.newBuilder();
        texts.forEach((key, text) ->
                struct.putFields(key, Value.newBuilder().setStringValue(text).build()));
        return struct.build();
    }

    private static JsonValue value(Value value) {
        return switch (value.getKindCase()) {
            case STRING_VALUE -> new JsonText(value.getStringValue());
            case NUMBER_VALUE -> new JsonNumber(number(value.getNumberValue()));
            case BOOL_VALUE -> new JsonBoolean(value.getBoolValue());
            case STRUCT_VALUE -> object(value.getStructValue());
            case LIST_VALUE ->
                new JsonArray(value.getListValue().getValuesList().stream()
                        .map(StructJson::value)
                        .toList());
            case NULL_VALUE, KIND_NOT_SET -> new JsonNull();
        };
    }

    /** As it will have been written: a struct knows no integers. */
    private static String number(double number) {
        return Double.isFinite(number)
                ? BigDecimal.valueOf(number).stripTrailingZeros().toPlainString()
                : String.valueOf(number);
    }
}
