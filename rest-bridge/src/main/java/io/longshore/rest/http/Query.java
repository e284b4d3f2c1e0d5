package io.longshore.rest.http;

import com.google.protobuf.Message;
import io.longshore.rest.facade.FacadeMethod;
import io.longshore.rest.facade.TextRefusal;
import io.longshore.rest.http.JsonValue.JsonArray;
import io.longshore.rest.http.JsonValue.JsonObject;
import io.longshore.rest.http.JsonValue.JsonText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Parameters in the query of a URL: lists by repeating a name or by numbering it, {@code a.0=x&a.1=y}. */
final class Query {
    private static final Pattern NUMBERED = Pattern.compile("(.+)\\.(\\d{1,6})");

    private Query() {}

    /** The query as the JSON that a body would have been; parameters that the API does not have are passed over. */
    static JsonObject parameters(RestRequest request, FacadeMethod method) {
        var members = new LinkedHashMap<String, JsonValue>();
        for (var field : method.descriptor().getInputType().getFields()) {
            var name = field.getJsonName();
            var values = values(request.query(), name);
            if (values.isEmpty()) {
                continue;
            }
            if (field.isRepeated()) {
                members.put(
                        name,
                        new JsonArray(
                                values.stream().<JsonValue>map(JsonText::new).toList()));
            } else if (values.size() == 1 || method.api().getQuery()) {
                members.put(name, new JsonText(values.getFirst()));
            } else {
                throw new TextRefusal(
                        400,
                        "Invalid query parameter[%s], only one value is allowed for the parameter but multiple values found"
                                .formatted(name));
            }
        }
        return new JsonObject(members);
    }

    private static List<String> values(Map<String, List<String>> query, String name) {
        var values = new ArrayList<>(query.getOrDefault(name, List.of()));
        var numbered = new TreeMap<Integer, List<String>>();
        query.forEach((key, value) -> {
            var match = NUMBERED.matcher(key);
            if (match.matches() && match.group(1).equals(name)) {
                numbered.put(Integer.valueOf(match.group(2)), value);
            }
        });
        numbered.values().forEach(values::addAll);
        return values;
    }

    /** What a query's answer shows of it. */
    static Projection projection(Message query) {
        var type = query.getDescriptorForType();
        if (query.getField(type.findFieldByName("count")).equals(true)) {
            return new Projection.CountOnly();
        }
        var fields = (String) query.getField(type.findFieldByName("fields"));
        if (fields.isBlank()) {
            return Projection.ALL;
        }
        var names = Arrays.stream(fields.split(",")).map(String::trim).toList();
        return new Projection.OfEach(new LinkedHashSet<>(names));
    }
}
