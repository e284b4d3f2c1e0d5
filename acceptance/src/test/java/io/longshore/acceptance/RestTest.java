package io.longshore.acceptance;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.ObjectMapper;

/** The original REST paths over the real server: the documents' five examples by curl, jobs, and bad input. */
final class RestTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MISSING = "0123456789abcdef0123456789abcdef";

    @TempDir
    private static Path folder;

    private static Site site;
    private static String session;

    @BeforeAll
    static void open() throws Exception {
        site = Site.open(folder);
        var sha512 = MessageDigest.getInstance("SHA-512")
                .digest(site.server().password().getBytes(StandardCharsets.UTF_8));
        var answer = send(
                "PUT",
                "/accounts/login",
                "{\"logInByAccount\":{\"accountName\":\"admin\",\"password\":\"%s\"}}"
                        .formatted(HexFormat.of().formatHex(sha512)),
                "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        session = JSON.readTree(answer.body()).get("inventory").get("uuid").asString();
    }

    @AfterAll
    static void close() {
        site.close();
    }

    @Test
    void theFiveDocumentedExamplesGetTheDocumentedAnswers() {
        DocumentedExamples.check(site, site.server().http(), "");
    }

    @Test
    void aJobIsPolledWithoutASession() throws Exception {
        var image = site.cli()
                .uuid(
                        "image",
                        "add",
                        DiskFiles.random(site.file("job"), DiskFiles.MIB, 3).toString(),
                        "--name",
                        "n",
                        "--storage",
                        "a");
        var job = "11112222333344445555666677778888";
        var accepted = send(
                "PUT",
                "/backup-storage/images/" + image + "/actions",
                migrate(site.a(), site.b()),
                session,
                "X-Job-UUID",
                job);
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        var location = JSON.readTree(accepted.body()).get("location").asString();
        assertThat(location).endsWith("/zstack/v1/api-jobs/" + job);
        await().atMost(60, SECONDS).until(() -> get(location).statusCode() != 202);
        var done = get(location);
        assertThat(done.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(done.body()).get("inventory").get("uuid").asString())
                .isEqualTo(image);
    }

    @Test
    void badInputIsToldInTheOriginalsWords() throws Exception {
        var image = site.cli()
                .uuid(
                        "image",
                        "add",
                        DiskFiles.random(site.file("bad"), DiskFiles.MIB, 4).toString(),
                        "--name",
                        "n",
                        "--storage",
                        "a");
        var path = "/backup-storage/images/" + image + "/actions";
        refused("/backup-storage/images/" + MISSING + "/actions", migrate(site.a(), site.b()), "SYS.1003", MISSING);
        refused(path, migrate(site.a(), site.a()), "SYS.1007", "Source BS and Destination BS cannot be the same.");
        refused(
                path,
                "{\"backupStorageMigrateImage\":{\"srcBackupStorageUuid\":\"%s\"}}".formatted(site.a()),
                "SYS.1007",
                "field[dstBackupStorageUuid]");
        refused(
                "/images/" + image + "/actions",
                "{\"recoverImage\":{}}",
                "SYS.1006",
                "is not deleted on any backup storage");
        refused(
                "/images/" + image + "/actions",
                "{\"changeImageState\":{\"stateEvent\":\"ENABLE\"}}",
                "SYS.1007",
                "[enable, disable]");

        var two = send(
                "PUT",
                "/images/" + image + "/actions",
                "{\"recoverImage\":{},\"changeImageState\":{\"stateEvent\":\"enable\"}}",
                session);
        assertThat(two.statusCode()).isEqualTo(400);
        var none = send("PUT", "/images/" + image + "/actions", "{\"imageUuid\":\"" + image + "\"}", session);
        assertThat(none.statusCode()).isEqualTo(400);
        assertThat(none.body()).contains("the body doesn't contain action mapping to the URL");
        var broken = send("PUT", path, "{\"backupStorageMigrateImage\":", session);
        assertThat(broken.statusCode()).isBetween(400, 599);
        assertThat(broken.body()).doesNotContain("\tat ").isNotEmpty();
        var noSession = send("PUT", path, migrate(site.a(), site.b()), "");
        assertThat(noSession.statusCode()).isEqualTo(400);
        assertThat(noSession.body()).isEqualTo("missing header 'Authorization'");
        var expired = send("PUT", path, migrate(site.a(), site.b()), MISSING);
        assertThat(expired.statusCode()).isEqualTo(503);
        assertThat(JSON.readTree(expired.body()).get("error").get("code").asString())
                .isEqualTo("ID.1001");
    }

    private static String migrate(String from, String to) {
        return "{\"backupStorageMigrateImage\":{\"srcBackupStorageUuid\":\"%s\",\"dstBackupStorageUuid\":\"%s\"}}"
                .formatted(from, to);
    }

    private static void refused(String path, String body, String code, String details) throws Exception {
        var answer = send("PUT", path, body, session);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        var error = JSON.readTree(answer.body()).get("error");
        assertThat(error.get("code").asString()).as(answer.body()).isEqualTo(code);
        assertThat(error.get("details").asString()).contains(details);
    }

    private static HttpResponse<String> send(String method, String path, String body, String session, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(site.server().http() + "/zstack/v1" + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!session.isEmpty()) {
            request.header("Authorization", "OAuth " + session);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return exchange(request.build());
    }

    private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return exchange(HttpRequest.newBuilder(URI.create(url)).build());
    }

    private static HttpResponse<String> exchange(HttpRequest request) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }
}
