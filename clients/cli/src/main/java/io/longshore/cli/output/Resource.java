package io.longshore.cli.output;

import com.google.protobuf.Message;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a command is about, as programs get it: an object that has {@code uuid} at its top.
 *
 * @param fields its fields, in the order in which they are printed
 */
public record Resource(Map<String, Object> fields) {
    public Resource {
        fields = new LinkedHashMap<>(fields);
    }

    /** A resource that has a field {@code uuid} of its own. */
    public static Resource of(Message message) {
        return new Resource(Json.fields(message));
    }

    /** A resource under a uuid, with the fields of a message after it. */
    public static Resource of(String uuid, Message message) {
        return of(uuid).with(message);
    }

    /** A resource of which only the uuid is left. */
    public static Resource of(String uuid) {
        return new Resource(Map.of("uuid", uuid));
    }

    /** The same with one field more. */
    public Resource with(String name, Object value) {
        var more = new Resource(fields);
        more.fields.put(name, value);
        return more;
    }

    /** The same with a message's fields after its own, where it has none of that name. */
    public Resource with(Message message) {
        var more = new Resource(fields);
        Json.fields(message).forEach(more.fields::putIfAbsent);
        return more;
    }

    /** The uuid, which is all that {@code --quiet} prints. */
    public String uuid() {
        return String.valueOf(fields.get("uuid"));
    }
}
