package io.longshore.cli.output;

import com.google.protobuf.Message;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a command is about, as programs get it: an object that has {@code uuid} at its top.
 *
 * @param handle what commands name it by, which is all that {@code --quiet} prints
 * @param fields its fields, in the order in which they are printed
 */
public record Resource(String handle, Map<String, Object> fields) {
    public Resource {
        fields = new LinkedHashMap<>(fields);
    }

    /** A resource that has a field {@code uuid} of its own. */
    public static Resource of(Message message) {
        var fields = Json.fields(message);
        return new Resource(String.valueOf(fields.get("uuid")), fields);
    }

    /** A resource of which the uuid is all that is known, or left. */
    public static Resource of(String uuid) {
        return new Resource(uuid, Map.of("uuid", uuid));
    }

    /** The same with one field more. */
    public Resource with(String name, Object value) {
        var more = new Resource(handle, fields);
        more.fields.put(name, value);
        return more;
    }

    /** The same with a message's fields after its own, where it has none of that name. */
    public Resource with(Message message) {
        var more = new Resource(handle, fields);
        Json.fields(message).forEach(more.fields::putIfAbsent);
        return more;
    }

    /** The same under another handle. */
    public Resource named(String other) {
        return new Resource(other, fields);
    }
}
