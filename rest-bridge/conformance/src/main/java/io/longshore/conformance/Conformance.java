package io.longshore.conformance;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * Runs rows against one bridge, in their order. Blocks; for one thread.
 *
 * <p>A row that the bridge can't meet, as its {@link Row#unmet} says, is run too: where it passes after all, its mark is out of date and it
 * fails for that.
 */
public final class Conformance {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** How a row ended. */
    public sealed interface Result {
        /** It was answered as expected. */
        record Passed() implements Result {}

        /** It was not, as it says of itself. */
        record Unmet(String reason) implements Result {}

        /** It was not. */
        record Failed(String difference) implements Result {}
    }

    /** A row with its own values in its name, and how it ended. */
    public record Outcome(String name, Result result) {}

    private final HttpClient client;
    private final String base;
    private final String bridge;
    private final Values values;

    /**
     * @param client sends the requests
     * @param base where the bridge is: {@code http://host:port}
     * @param bridge its name, as rows that it can't meet have it
     * @param values what rows may use: accounts and fixtures; {@code base} is added
     */
    public Conformance(HttpClient client, String base, String bridge, Map<String, String> values) {
        this.client = client;
        this.base = base.replaceAll("/+$", "");
        this.bridge = bridge;
        this.values = new Values(values);
        this.values.keep("base", this.base);
    }

    /** Runs a row, as many times as its {@link Row#each} says. */
    public List<Outcome> run(Row row) {
        var outcomes = new ArrayList<Outcome>();
        for (int i = 0; i < row.times(); i++) {
            int turn = i;
            row.each().forEach((name, list) -> values.keep(name, values.in(list.get(turn))));
            outcomes.add(once(row));
            values.drop(row.each().keySet());
        }
        return outcomes;
    }

    private Outcome once(Row row) {
        var name = row.name();
        Optional<String> difference;
        try {
            name = values.in(name);
            difference = difference(row);
        } catch (IOException | IllegalArgumentException e) {
            difference = Optional.of(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            difference = Optional.of("interrupted");
        }
        var mark = Optional.ofNullable(row.unmet().get(bridge));
        return new Outcome(name, result(difference, mark));
    }

    private static Result result(Optional<String> difference, Optional<String> mark) {
        if (mark.isPresent()) {
            return difference.isPresent()
                    ? new Result.Unmet(mark.get())
                    : new Result.Failed("passes, though marked: " + mark.get());
        }
        return difference.<Result>map(Result.Failed::new).orElseGet(Result.Passed::new);
    }

    private Optional<String> difference(Row row) throws IOException, InterruptedException {
        var answer = answer(row);
        var told = answer.statusCode() + " " + answer.body();
        if (answer.statusCode() != row.status()) {
            return Optional.of("status: %s (expected: %d)".formatted(told, row.status()));
        }
        for (var header : row.answerHeaders().entrySet()) {
            var actual = answer.headers().firstValue(header.getKey()).orElse("none");
            var expected = values.in(header.getValue());
            if (!Expectation.matches(expected, actual)) {
                return Optional.of("%s: %s (expected: %s)".formatted(header.getKey(), actual, expected));
            }
        }
        if (row.text() != null) {
            var expected = values.in(row.text());
            return Expectation.matches(expected, answer.body())
                    ? Optional.empty()
                    : Optional.of("text: %s (expected: %s)".formatted(answer.body(), expected));
        }
        var json = json(answer.body());
        if (json == null) {
            return Optional.of("no JSON: " + told);
        }
        var difference = Expectation.difference(values.in(row.json()), json);
        if (difference.isEmpty()) {
            row.keep()
                    .forEach((name, pointer) ->
                            values.keep(name, json.at(pointer).asString()));
        }
        return difference;
    }

    private HttpResponse<String> answer(Row row) throws IOException, InterruptedException {
        var request = request(row);
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var answer = client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            if (answer.statusCode() != row.sendWhile() || System.nanoTime() > end) {
                return answer;
            }
            Thread.sleep(PAUSE);
        }
    }

    private HttpRequest request(Row row) {
        var path = values.in(row.path());
        var body = row.body().isMissingNode() ? "" : body(values.in(row.body()));
        var request = HttpRequest.newBuilder(URI.create(path.startsWith("/") ? base + path : path))
                .method(
                        values.in(row.verb()),
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .timeout(PATIENCE);
        if (!body.isEmpty()) {
            request.setHeader("Content-Type", "application/json;charset=UTF-8");
        }
        if (!row.headers().containsKey("Authorization") && values.has("session")) {
            request.setHeader("Authorization", values.in("OAuth ${session}"));
        }
        row.headers().forEach((name, value) -> {
            if (!value.equals(Row.NONE)) {
                request.setHeader(name, values.in(value));
            }
        });
        return request.build();
    }

    private static String body(JsonNode body) {
        return body.isString() ? body.asString() : body.toString();
    }

    private static @Nullable JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException _) {
            return null;
        }
    }
}
