package io.longshore.rest.http;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import io.longshore.rest.facade.FacadeMethod;
import io.longshore.rest.facade.TextRefusal;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which API a verb and a path mean, made from the facade's {@code google.api.http}. Variables are told apart by their place, not by
 * their name, and a literal path wins over one with variables.
 */
final class Routes {
    private static final String BASE = "/zstack";

    /** All APIs of one path. */
    private record Path(List<String> segments, Map<String, Binding> byVerb) {
        boolean shared() {
            return byVerb.size() > 1
                    || byVerb.values().stream()
                            .anyMatch(binding -> binding.method().api().getSharedPath());
        }
    }

    /** An API and the fields that the path's variables fill, in order; {@code body} says that it takes one. */
    private record Binding(FacadeMethod method, List<String> variables, boolean body) {}

    /**
     * The API that a request means.
     *
     * @param method the API
     * @param variables values of the path's variables by the names of the fields that they fill
     * @param body whether parameters come in a body rather than in the query
     */
    record Match(FacadeMethod method, Map<String, String> variables, boolean body) {}

    private final Map<String, Path> literal = new HashMap<>();
    private final List<Path> patterns = new ArrayList<>();

    Routes(List<FacadeMethod> methods) {
        var paths = new LinkedHashMap<String, Path>();
        for (var method : methods) {
            var rule = method.descriptor().getOptions().getExtension(AnnotationsProto.http);
            bind(paths, method, rule);
            rule.getAdditionalBindingsList().forEach(additional -> bind(paths, method, additional));
        }
        paths.forEach((path, apis) -> {
            if (path.contains("{")) {
                patterns.add(apis);
            } else {
                literal.put(path, apis);
            }
        });
    }

    /** The path as the original names it in its texts: without the base that its servlet container adds. */
    static String withoutBase(String path) {
        return path.startsWith(BASE + "/") ? path.substring(BASE.length()) : path;
    }

    /** The API of a verb and a path without base; fails with the original's texts where there is none. */
    Match find(String verb, String path) {
        var values = new ArrayList<String>();
        var apis = apisOf(path, values);
        if (apis == null) {
            throw new TextRefusal(404, "no api mapping to " + path);
        }
        var binding = apis.byVerb().get(verb);
        if (binding == null) {
            throw wrongVerb(verb, path, apis.shared());
        }
        var variables = new LinkedHashMap<String, String>();
        for (int i = 0; i < values.size(); i++) {
            variables.put(binding.variables().get(i), values.get(i));
        }
        return new Match(binding.method(), variables, binding.body());
    }

    private static TextRefusal wrongVerb(String verb, String path, boolean shared) {
        return switch (shared ? verb : "") {
            case "POST" -> new TextRefusal(500, "No creational API found for the path[%s]".formatted(path));
            case "GET" -> new TextRefusal(500, "No query API found for the path[%s]".formatted(path));
            case "DELETE" -> new TextRefusal(500, "No delete API found for the path[%s]".formatted(path));
            case "PUT" -> Envelope.noAction(path);
            default -> new TextRefusal(405, "The method[%s] is not allowed for the path[%s]".formatted(verb, path));
        };
    }

    private @Nullable Path apisOf(String path, List<String> values) {
        var exact = literal.get(path);
        if (exact != null) {
            return exact;
        }
        var segments = List.of(path.split("/", -1));
        for (var candidate : patterns) {
            values.clear();
            if (matches(candidate.segments(), segments, values)) {
                return candidate;
            }
        }
        return null;
    }

    private static boolean matches(List<String> pattern, List<String> segments, List<String> values) {
        if (pattern.size() != segments.size()) {
            return false;
        }
        for (int i = 0; i < pattern.size(); i++) {
            var segment = segments.get(i);
            if (isVariable(pattern.get(i))) {
                if (segment.isEmpty()) {
                    return false;
                }
                values.add(decoded(segment));
            } else if (!pattern.get(i).equals(segment)) {
                return false;
            }
        }
        return true;
    }

    /** Any text as one segment of a path. */
    static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** What a segment of a path says. */
    static String decoded(String segment) {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return segment; // a stray % is itself
        }
    }

    private static void bind(Map<String, Path> paths, FacadeMethod method, HttpRule rule) {
        var template = withoutBase(templateOf(rule));
        var segments = List.of(template.split("/", -1));
        var variables = segments.stream()
                .filter(Routes::isVariable)
                .map(segment -> segment.substring(1, segment.length() - 1))
                .toList();
        var places = segments.stream()
                .map(segment -> isVariable(segment) ? "{}" : segment)
                .toList();
        var binding = new Binding(method, variables, !rule.getBody().isEmpty());
        var taken = paths.computeIfAbsent(String.join("/", places), _ -> new Path(places, new HashMap<>()))
                .byVerb()
                .put(rule.getPatternCase().name(), binding);
        if (taken != null) {
            throw new IllegalArgumentException("two APIs at %s %s".formatted(rule.getPatternCase(), template));
        }
    }

    private static boolean isVariable(String segment) {
        return segment.startsWith("{");
    }

    private static String templateOf(HttpRule rule) {
        return switch (rule.getPatternCase()) {
            case GET -> rule.getGet();
            case PUT -> rule.getPut();
            case POST -> rule.getPost();
            case DELETE -> rule.getDelete();
            case PATCH, CUSTOM, PATTERN_NOT_SET ->
                throw new IllegalArgumentException(
                        "verb: " + rule.getPatternCase() + " (expected: one of the original's)");
        };
    }
}
