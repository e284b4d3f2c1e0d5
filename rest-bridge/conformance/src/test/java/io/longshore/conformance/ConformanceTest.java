package io.longshore.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.longshore.conformance.Conformance.Outcome;
import io.longshore.conformance.Conformance.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows against a server that answers with what it was sent: {@code {"verb":…,"path":…,"authorization":…,"body":…}}. */
class ConformanceTest {
    @TempDir
    private Path folder;

    private HttpServer server;
    private int requests;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::echo);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void echo(HttpExchange exchange) throws IOException {
        requests++;
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var answer = "{\"verb\":\"%s\",\"path\":\"%s\",\"authorization\":\"%s\",\"body\":%s}"
                .formatted(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI(),
                        exchange.getRequestHeaders().getFirst("Authorization"),
                        body.isEmpty() ? "null" : body)
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(
                requests < 3 && exchange.getRequestURI().getPath().equals("/slow") ? 202 : 200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private List<Outcome> run(String yaml) throws IOException {
        Files.writeString(folder.resolve("rows.yaml"), yaml);
        var base = "http://127.0.0.1:" + server.getAddress().getPort();
        var conformance = new Conformance(Trust.standard(), base, "envoy", Map.of("image", "i"));
        var outcomes = new ArrayList<Outcome>();
        Table.read(folder).rows().forEach(row -> outcomes.addAll(conformance.run(row)));
        return outcomes;
    }

    @Test
    void aRowIsSentWithItsValuesAndKeepsWhatLaterOnesUse() throws Exception {
        assertThat(run("""
                - row: first
                  send: PUT /images/${image}
                  body: {"${image}": "${new.x}"}
                  status: 200
                  json: {verb: PUT, path: /images/i, authorization: "null", body: {i: <uuid>}}
                  keep: {session: /body/i}
                - row: second, ${n}
                  each: {n: [one, "${new.x}"]}
                  send: GET /${n}
                  status: 200
                  json: {verb: GET, path: "/${n}", authorization: "OAuth ${new.x}", body: null}
                - row: third
                  send: GET ${base}/
                  headers: {Authorization: none}
                  status: 200
                  json: {authorization: "null", <others>: allowed}
                """)).hasSize(4).extracting(Outcome::result).allMatch(Result.Passed.class::isInstance);
    }

    @Test
    void aJobIsPolledUntilItHasEnded() throws Exception {
        assertThat(run("{row: r, send: GET /slow, send-while: 202, status: 200, json: <any>}"
                        .indent(0)
                        .transform("- "::concat)))
                .extracting(Outcome::result)
                .containsExactly(new Result.Passed());
        assertThat(requests).isEqualTo(3);
    }

    @Test
    void aMarkIsToldAndAnOutdatedOneFails() throws Exception {
        assertThat(run("""
                - {row: one, send: GET /, status: 404, text: x, unmet: {envoy: because}}
                - {row: two, send: GET /, status: 200, json: <any>, unmet: {envoy: because}}
                - {row: three, send: GET /, status: 200, json: <any>, unmet: {java: because}}
                """))
                .extracting(Outcome::result)
                .containsExactly(
                        new Result.Unmet("because"),
                        new Result.Failed("passes, though marked: because"),
                        new Result.Passed());
    }

    @Test
    void aDifferenceFailsTheRowAndWhatNeedsItsValues() throws Exception {
        assertThat(run("""
                - {row: one, send: GET /, status: 201, json: <any>, keep: {x: /verb}}
                - {row: "two ${x}", send: GET /, status: 200, json: <any>}
                - {row: three, send: GET /, status: 200, answer-headers: {x-y: z}, json: <any>}
                """))
                .extracting(outcome -> outcome.result().toString())
                .satisfiesExactly(
                        one -> assertThat(one).contains("status: 200", "expected: 201"),
                        two -> assertThat(two).contains("no value for ${x}"),
                        three -> assertThat(three).contains("x-y: none (expected: z)"));
    }

    @Test
    void aFileThatIsNoTableIsToldByItsName() {
        assertThatThrownBy(() -> run("- {row: one, send: GET /}")).hasMessageContaining("rows.yaml");
        assertThatThrownBy(() -> run("- {row: one, send: GET /, status: 200, json: <any>, sent: x}"))
                .hasMessageContaining("sent");
    }
}
