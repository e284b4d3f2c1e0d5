package io.longshore.rest.http;

import com.google.protobuf.ByteString;
import io.longshore.rest.facade.TextRefusal;
import io.longshore.rest.http.JsonValue.JsonArray;
import io.longshore.rest.http.JsonValue.JsonBoolean;
import io.longshore.rest.http.JsonValue.JsonNull;
import io.longshore.rest.http.JsonValue.JsonNumber;
import io.longshore.rest.http.JsonValue.JsonObject;
import io.longshore.rest.http.JsonValue.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/** Reads the body of a request in one pass: one object, nested at most 64 deep, each key once. */
final class JsonBody {
    /** The deepest nesting that is read; the original's own bodies need five. */
    static final int MAX_DEPTH = 64;

    /** The original's status for a body that is no JSON. */
    private static final int MALFORMED = 500;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(100)
                    .build())
            .build();

    private JsonBody() {}

    /** The body's object; fails with the {@link TextRefusal} that says what is wrong with it, and where. */
    static JsonObject read(ByteString body) {
        try (var parser = JSON.createParser(ObjectReadContext.empty(), body.newInput())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new TextRefusal(MALFORMED, "malformed JSON: the body must be an object");
            }
            var object = object(parser);
            if (parser.nextToken() != null) {
                throw new TextRefusal(MALFORMED, "malformed JSON: something follows the object" + where(parser));
            }
            return object;
        } catch (StreamConstraintsException e) {
            throw new TextRefusal(400, "body refused: " + e.getOriginalMessage());
        } catch (JacksonException e) {
            var at = e.getLocation();
            var where = at == null ? "" : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
            throw new TextRefusal(MALFORMED, "malformed JSON%s: %s".formatted(where, withoutSource(e)));
        }
    }

    private static JsonObject object(JsonParser parser) {
        var members = new LinkedHashMap<String, JsonValue>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            var key = parser.currentName();
            if (members.containsKey(key)) {
                throw new TextRefusal(400, "duplicate key[%s]%s".formatted(key, where(parser)));
            }
            parser.nextToken();
            members.put(key, value(parser));
        }
        return new JsonObject(members);
    }

    private static JsonValue value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> new JsonText(parser.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonNumber(parser.getString());
            case VALUE_TRUE -> new JsonBoolean(true);
            case VALUE_FALSE -> new JsonBoolean(false);
            case VALUE_NULL -> new JsonNull();
            default -> throw new IllegalStateException("token: " + parser.currentToken() + " (expected: a value)");
        };
    }

    private static JsonArray array(JsonParser parser) {
        var elements = new ArrayList<JsonValue>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value(parser));
        }
        return new JsonArray(elements);
    }

    /** The parser also says where it read from and where the brackets began, in its own terms: nothing for callers. */
    private static String withoutSource(JacksonException e) {
        var text = e.getOriginalMessage();
        int marker = text.indexOf(" (start marker at ");
        return marker < 0 ? text : text.substring(0, marker);
    }

    private static String where(JsonParser parser) {
        var at = parser.currentTokenLocation();
        return " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
    }
}
