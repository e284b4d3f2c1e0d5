package io.longshore.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.rest.fake.FakeLongshore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What all tests of the running bridge share: a bridge on a free port with the fake behind it, an HTTP client, and a session. */
abstract class BridgeTest {
    protected FakeLongshore longshore;
    protected RestBridge bridge;
    protected HttpClient client;
    protected String session;

    /** An answer: its status and its body as text. */
    record Answer(int status, String body, HttpResponse<String> whole) {}

    @BeforeEach
    void start() throws Exception {
        longshore = new FakeLongshore();
        bridge = RestBridge.start(
                longshore.channel(), new RestBridgeConfig("127.0.0.1", 0, ZoneOffset.UTC, FakeLongshore.POLL_KEY));
        client = HttpClient.newHttpClient();
        var login = send(request("PUT", "/zstack/v1/accounts/login")
                .method(
                        "PUT",
                        HttpRequest.BodyPublishers.ofString(
                                "{\"logInByAccount\":{\"accountName\":\"admin\",\"password\":\"%s\"}}"
                                        .formatted(FakeLongshore.PASSWORD_SHA512))));
        assertThat(login.status()).isEqualTo(200);
        session = login.body().replaceAll(".*?\"uuid\":\"([0-9a-f]{32})\".*", "$1");
    }

    @AfterEach
    void stop() {
        client.close();
        bridge.close();
        longshore.close();
    }

    static String uuid() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    /** A request with a session. */
    HttpRequest.Builder as(String verb, String path, String body) {
        return request(verb, path)
                .header("Authorization", "OAuth " + session)
                .method(verb, HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
    }

    HttpRequest.Builder request(String verb, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(bridge.port(), path)))
                .method(verb, HttpRequest.BodyPublishers.noBody());
    }

    Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        var response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body(), response);
    }

    Answer put(String path, String body) throws Exception {
        return send(as("PUT", path, body));
    }

    Answer get(String path) throws Exception {
        return send(as("GET", path, ""));
    }

    /** Sends as a job under a uuid and polls, without credentials, until it has ended. */
    Answer job(String verb, String path, String body, String job) throws Exception {
        var accepted = send(as(verb, path, body).header("X-Job-UUID", job));
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        return poll(job);
    }

    Answer job(String verb, String path, String body) throws Exception {
        return job(verb, path, body, uuid());
    }

    Answer poll(String job) {
        return Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> send(request("GET", "/zstack/v1/api-jobs/" + job)), answer -> answer.status() != 202);
    }
}
