package io.longshore.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused with a text and a status before any API sees it, and what comes first. */
class TextErrorsTest extends BridgeTest {
    private static final String U = "5030c88a703e41b986d140880ad79bcd";
    private static final String ACTIONS = "/zstack/v1/images/" + U + "/actions";

    private void check(HttpRequest.Builder request, int status, String text) throws Exception {
        var answer = send(request);
        assertThat(answer.body()).isEqualTo(text);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.whole().headers().firstValue("content-type").orElse(""))
                .startsWith("text/plain");
    }

    private HttpRequest.Builder withoutSession(String verb, String path, String body) {
        return request(verb, path).method(verb, HttpRequest.BodyPublishers.ofString(body));
    }

    @Test
    void withoutAuthorization() throws Exception {
        check(request("GET", "/zstack/v1/images"), 400, "missing header 'Authorization'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer " + U, "Basic YTpi", "ZStack id:signature", "oauth " + U})
    void withAnotherScheme(String authorization) throws Exception {
        check(
                request("GET", "/zstack/v1/images").header("Authorization", authorization),
                400,
                "Authorization type must be 'OAuth'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/zstack/v1/nothing", "/v1/nothing", "/v1/images/a/b/c", "/v1", "/"})
    void withoutARoute(String path) throws Exception {
        var expected = path.startsWith("/zstack") ? path.substring("/zstack".length()) : path;
        check(as("GET", path, ""), 404, "no api mapping to " + expected);
    }

    @Test
    void otherVerbsOnAPathWithSeveralApis() throws Exception {
        check(as("POST", ACTIONS, "{}"), 500, "No creational API found for the path[/v1/images/" + U + "/actions]");
        check(as("GET", ACTIONS, ""), 500, "No query API found for the path[/v1/images/" + U + "/actions]");
        check(as("DELETE", ACTIONS, ""), 500, "No delete API found for the path[/v1/images/" + U + "/actions]");
        check(
                as("PUT", "/zstack/v1/images", "{}"),
                400,
                "the body doesn't contain action mapping to the URL[/v1/images]");
        assertThat(send(request("HEAD", ACTIONS)).status()).isEqualTo(405);
    }

    @Test
    void otherVerbsOnAPathWithOneApi() throws Exception {
        check(
                as("POST", "/zstack/v1/backup-storage/trash", "{}"),
                405,
                "The method[POST] is not allowed for the path[/v1/backup-storage/trash]");
        assertThat(send(as("PATCH", "/zstack/v1/backup-storage/trash", "{}")).status())
                .isEqualTo(405);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"recoverImage":            | malformed JSON
                    not json                    | malformed JSON
                    []                          | malformed JSON: the body must be an object
                    "text"                      | malformed JSON: the body must be an object
                    {"recoverImage":{}} x       | malformed JSON
                    {"recoverImage":{}}{}       | malformed JSON: something follows the object
                    """)
    void aBodyThatIsNoObject(String body, String expected) throws Exception {
        var answer = put(ACTIONS, body);
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).startsWith(expected).doesNotContain("Source");
    }

    @Test
    void anEmptyBodyWhereAnActionIsNeeded() throws Exception {
        check(as("PUT", ACTIONS, ""), 500, "the body is empty (expected: an object with the key of an action)");
    }

    @Test
    void duplicateKeys() throws Exception {
        var twice = put(ACTIONS, "{\"recoverImage\":{},\"recoverImage\":{}}");
        assertThat(twice.status()).isEqualTo(400);
        assertThat(twice.body()).startsWith("duplicate key[recoverImage]");
        var deep = put(ACTIONS, "{\"recoverImage\":{\"a\":{\"b\":1,\"b\":2}}}");
        assertThat(deep.status()).isEqualTo(400);
        assertThat(deep.body()).startsWith("duplicate key[b]");
    }

    @Test
    void aBodyNestedTooDeep() throws Exception {
        var deep = put(ACTIONS, "{\"recoverImage\":" + "[".repeat(64) + "]".repeat(64) + "}");
        assertThat(deep.status()).isEqualTo(400);
        assertThat(deep.body()).startsWith("body refused: ").contains("64");
        var deepest = put(ACTIONS, "{\"recoverImage\":{\"x\":" + "[".repeat(62) + "]".repeat(62) + "}}");
        assertThat(deepest.status()).isEqualTo(503);
    }

    @Test
    void aBodyThatIsTooLong() throws Exception {
        var body = "{\"recoverImage\":{\"x\":\"" + "x".repeat(1 << 20) + "\"}}";
        // over HTTP/2 the answer races with the end of the stream, and the JDK's client tells the latter
        assertThat(send(as("PUT", ACTIONS, body).version(HttpClient.Version.HTTP_1_1))
                        .status())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"recoverImage":[]}                             | [recoverImage] field is excepted an object, but was a list.
                    {"recoverImage":"x"}                            | [recoverImage] field is excepted an object, but was a string.
                    {"changeImageState":{"stateEvent":{}}}          | [stateEvent] field is excepted a string, but was an object.
                    {"recoverImage":{"backupStorageUuids":"x"}}     | [backupStorageUuids] field is excepted a list, but was a string.
                    {"recoverImage":{},"systemTags":"x"}            | [systemTags] field is excepted a list, but was a string.
                    """)
    void valuesOfAnotherKind(String body, String expected) throws Exception {
        check(as("PUT", ACTIONS, body), 500, expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1.2", "\"x\"", "true", "1e400", "1e99999999999", "1e2147483647", "9223372036854775808", "\"\""})
    void noIntegers(String value) throws Exception {
        check(
                as(
                        "PUT",
                        "/zstack/v1/backup-storage/" + U + "/trash/actions",
                        "{\"cleanUpTrashOnBackupStorage\":{\"trashId\":%s}}".formatted(value)),
                400,
                "[trashId] field is excepted an int or long, but was [%s].".formatted(value.replace("\"", "")));
    }

    @Test
    void noBoolean() throws Exception {
        check(
                as("PUT", ACTIONS, "{\"updateImage\":{\"system\":\"yes\"}}"),
                400,
                "Invalid value for boolean field [system], [yes] is not a valid boolean string[true, false].");
    }

    @Test
    void aRepeatedParameter() throws Exception {
        check(
                as("GET", "/zstack/v1/backup-storage/trash?uuid=a&uuid=b", ""),
                400,
                "Invalid query parameter[uuid], only one value is allowed for the parameter but multiple values found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"short", "5030c88a-703e-41b9-86d1-40880ad79bcd"})
    void aJobUuidOfAnotherLength(String job) throws Exception {
        check(
                as("PUT", ACTIONS, "{\"recoverImage\":{}}").header("X-Job-UUID", job),
                400,
                "Invalid header[X-Job-UUID], it must be a UUID with '-' stripped");
    }

    @Test
    void aTimeoutThatIsNoNumber() throws Exception {
        var answer = send(as("PUT", ACTIONS, "{\"recoverImage\":{}}").header("X-API-Timeout", "soon"));
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).contains("[soon]");
    }

    @Test
    void queriesOfTheWrongForm() throws Exception {
        check(
                as("GET", "/zstack/v1/images?limit=many", ""),
                400,
                "Invalid query parameter. 'limit' must be an integer");
        check(as("GET", "/zstack/v1/images?start=1.5", ""), 400, "Invalid query parameter. 'start' must be an integer");
        check(
                as("GET", "/zstack/v1/images?q=name", ""),
                400,
                "Invalid query parameter. The 'name' in the parameter[q] doesn't contain any query operator."
                        + " Valid query operators are [[!=, >=, <=, !?=, !~=, ~=, ?=, =, >, <, is null, not null]]");
    }

    @Test
    void theRouteIsToldBeforeTheKeyAndTheKeyBeforeTheAuthorization() throws Exception {
        check(withoutSession("PUT", "/zstack/v1/nothing", "{}"), 404, "no api mapping to /v1/nothing");
        check(
                withoutSession("PUT", ACTIONS, "{}"),
                400,
                "the body doesn't contain action mapping to the URL[/v1/images/" + U + "/actions]");
    }

    @Test
    void theAuthorizationIsToldBeforeTheKindsAndTheKindsBeforeTheJobUuid() throws Exception {
        var wrongKind = "{\"updateImage\":{\"system\":\"yes\"}}";
        check(
                withoutSession("PUT", ACTIONS, wrongKind).header("X-Job-UUID", "short"),
                400,
                "missing header 'Authorization'");
        check(
                as("PUT", ACTIONS, wrongKind).header("X-Job-UUID", "short"),
                400,
                "Invalid value for boolean field [system], [yes] is not a valid boolean string[true, false].");
        check(
                as("PUT", ACTIONS, "{\"recoverImage\":{}}")
                        .header("X-Job-UUID", "short")
                        .header("X-API-Timeout", "soon"),
                400,
                "Invalid header[X-Job-UUID], it must be a UUID with '-' stripped");
    }

    @Test
    void pollingWithAnotherVerbAndForAnUnknownJob() throws Exception {
        check(as("PUT", "/zstack/v1/api-jobs/" + U, "{}"), 405, "only GET method is allowed for querying job status");
        check(request("GET", "/zstack/v1/api-jobs/" + U), 404, "the job has been expired");
        check(request("GET", "/v1/api-jobs/short"), 404, "the job has been expired");
    }
}
