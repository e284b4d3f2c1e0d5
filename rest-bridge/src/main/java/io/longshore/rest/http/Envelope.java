package io.longshore.rest.http;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.longshore.rest.facade.TextRefusal;
import io.longshore.rest.http.JsonValue.JsonNull;
import io.longshore.rest.http.JsonValue.JsonObject;
import io.longshore.rest.zstack.v1.OptionsProto;
import io.longshore.rest.zstack.v1.ParamsRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which API a body means by the key that its parameters stand under, and gives the body the one form that the facade's
 * message has: {@code {"<action>": {…}, "systemTags": […], "userTags": […]}}.
 *
 * <p>A key of an action counts whatever is under it, {@code null} too, in any letter case, and beats {@code params}. {@code params} alone
 * stands for the action that the facade's {@link ParamsRule} gives it to. Where a path has one API, any key or none will do, and
 * parameters that are not under its own key or {@code params} are just not there.
 */
final class Envelope {
    private static final String PARAMS = "params";
    private static final List<String> TAGS = List.of("systemTags", "userTags");

    /** What the original's clients add to the parameters of any API. */
    private static final Set<String> ALWAYS_ALLOWED = Set.of("systemTags", "userTags", "requestIp");

    private Envelope() {}

    /** The body in the message's form; fails with the original's 400 where it names no API of the path, or two. */
    static JsonObject normalise(JsonObject body, Descriptor request, boolean sharedPath, String path) {
        var actions = request.getOneofs().isEmpty()
                ? List.<FieldDescriptor>of()
                : request.getOneofs().getFirst().getFields();
        var named = body.members().keySet().stream()
                .filter(key -> actions.stream().anyMatch(action -> isKeyOf(action, key)))
                .toList();
        if (named.size() > 1 || actions.isEmpty()) {
            throw noAction(path);
        }
        var key = named.isEmpty() && body.members().containsKey(PARAMS) ? PARAMS : first(named);
        var action = named.isEmpty() ? ofParams(body, actions, sharedPath) : actionOf(actions, key);
        if (sharedPath && action == null) {
            throw noAction(path);
        }
        var parameters = parameters(body, key);
        var members = new LinkedHashMap<String, JsonValue>();
        if (action != null && key != null) {
            members.put(action.getJsonName(), parameters);
        }
        members.putAll(tags(body, parameters));
        return new JsonObject(members);
    }

    /** The original's answer to a body that names no API of the path. */
    static TextRefusal noAction(String path) {
        return new TextRefusal(400, "the body doesn't contain action mapping to the URL[%s]".formatted(path));
    }

    private static @Nullable FieldDescriptor ofParams(
            JsonObject body, List<FieldDescriptor> actions, boolean sharedPath) {
        if (!sharedPath) {
            return actions.getFirst();
        }
        var params = body.members().get(PARAMS);
        if (params == null || namesSomethingElse(body)) {
            return null;
        }
        var keys = params instanceof JsonObject object ? object.members().keySet() : Set.<String>of();
        return actions.stream()
                .filter(action -> standsFor(action, keys))
                .findFirst()
                .orElse(null);
    }

    /** Another object beside {@code params} may be an action of the original that is not offered: nothing is guessed then. */
    private static boolean namesSomethingElse(JsonObject body) {
        return body.members().entrySet().stream()
                .anyMatch(member -> !member.getKey().equals(PARAMS)
                        && !TAGS.contains(member.getKey())
                        && (member.getValue() instanceof JsonObject || member.getValue() instanceof JsonNull));
    }

    private static boolean standsFor(FieldDescriptor action, Set<String> keys) {
        if (!action.getOptions().hasExtension(OptionsProto.paramsRule)) {
            return false;
        }
        var rule = action.getOptions().getExtension(OptionsProto.paramsRule);
        return rule.getHasCount() > 0
                ? keys.containsAll(rule.getHasList())
                : keys.stream().allMatch(key -> rule.getOnlyList().contains(key) || ALWAYS_ALLOWED.contains(key));
    }

    private static boolean isKeyOf(FieldDescriptor action, String key) {
        return action.getJsonName().equalsIgnoreCase(key);
    }

    private static @Nullable FieldDescriptor actionOf(List<FieldDescriptor> actions, @Nullable String key) {
        return key == null
                ? null
                : actions.stream()
                        .filter(action -> isKeyOf(action, key))
                        .findFirst()
                        .orElse(null);
    }

    private static @Nullable String first(List<String> named) {
        return named.isEmpty() ? null : named.getFirst();
    }

    private static JsonObject parameters(JsonObject body, @Nullable String key) {
        return switch (key == null ? new JsonNull() : body.members().getOrDefault(key, new JsonNull())) {
            case JsonObject object -> object;
            case JsonNull _ -> new JsonObject(Map.of());
            case JsonValue other ->
                throw new TextRefusal(
                        500, "[%s] field is excepted an object, but was %s.".formatted(key, other.kind()));
        };
    }

    /** Tags stand beside the parameters or among them; beside wins. */
    private static Map<String, JsonValue> tags(JsonObject body, JsonObject parameters) {
        var found = new LinkedHashMap<String, JsonValue>();
        for (var tag : TAGS) {
            var beside = body.members().get(tag);
            var among = parameters.members().get(tag);
            if (beside != null) {
                found.put(tag, beside);
            } else if (among != null) {
                found.put(tag, among);
            }
        }
        return found;
    }
}
