package io.longshore.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.rest.fake.FakeLongshore;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Login and what else needs no session. */
class SessionsTest extends BridgeTest {
    private Answer open(String verb, String path, String body) throws Exception {
        return send(request(verb, path).method(verb, HttpRequest.BodyPublishers.ofString(body)));
    }

    @Test
    void aLoginGivesASession() throws Exception {
        var answer = open(
                "PUT",
                "/v1/accounts/login",
                "{\"logInByAccount\":{\"accountName\":\"admin\",\"password\":\"%s\",\"clientInfo\":{\"a\":\"b\"}}}"
                        .formatted(FakeLongshore.PASSWORD_SHA512));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .matches("\\{\"inventory\":\\{\"uuid\":\"[0-9a-f]{32}\","
                        + "\"accountUuid\":\"36c27e8ff05c4780bf6d2fa65700f22e\",\"userUuid\":\"36c27e8ff05c4780bf6d2fa65700f22e\","
                        + "\"expiredDate\":\"Nov 15, 2017 12:20:57 AM\",\"createDate\":\"Nov 14, 2017 10:20:57 PM\","
                        + "\"noSessionEvaluation\":false}}");
    }

    @Test
    void aWrongPasswordAndAnUnknownAccountAreToldAlike() throws Exception {
        for (var account : new String[] {"admin", "nobody"}) {
            var answer = open(
                    "PUT",
                    "/v1/accounts/login",
                    "{\"logInByAccount\":{\"accountName\":\"%s\",\"password\":\"wrong\"}}".formatted(account));
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body())
                    .isEqualTo("{\"error\":{\"code\":\"ID.1000\",\"description\":\"Unable to authenticate a user\","
                            + "\"details\":\"wrong account name or password\"}}");
        }
    }

    @Test
    void aLoginWithAnotherKeyMissesItsFields() throws Exception {
        var answer = open("PUT", "/v1/accounts/login", "{\"logIn\":{\"accountName\":\"admin\",\"password\":\"x\"}}");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).contains("SYS.1007", "field[accountName]", "is mandatory");
    }

    @Test
    void aLoginAsAJobAnswersAtOnceAllTheSame() throws Exception {
        var answer = send(request("PUT", "/v1/accounts/login")
                .header("X-Job-UUID", uuid())
                .header("X-JSON-Schema", "true")
                .method(
                        "PUT",
                        HttpRequest.BodyPublishers.ofString(
                                "{\"logInByAccount\":{\"accountName\":\"admin\",\"password\":\"%s\"}}"
                                        .formatted(FakeLongshore.PASSWORD_SHA512))));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .endsWith("\"schema\":{\"inventory\":\"org.zstack.header.identity.SessionInventory\"}}");
    }

    @Test
    void aSessionIsValidUntilLogout() throws Exception {
        var path = "/zstack/v1/accounts/sessions/" + session;
        assertThat(open("GET", path + "/valid", "").body()).isEqualTo("{\"valid\":true}");
        assertThat(open("DELETE", path, ""))
                .extracting(Answer::status, Answer::body)
                .containsExactly(200, "{}");
        assertThat(open("GET", path + "/valid", "").body()).isEqualTo("{\"valid\":false}");
        assertThat(open("DELETE", path, "").status()).isEqualTo(200);
        assertThat(get("/zstack/v1/images").body()).contains("ID.1001");
    }

    @Test
    void theServerTellsItsVersionAndItsTime() throws Exception {
        var path = "/zstack/v1/management-nodes/actions";
        assertThat(open("PUT", path, "{\"getVersion\":{}}").body())
                .isEqualTo("{\"success\":true,\"version\":\"5.2.1\"}");
        assertThat(open("PUT", path, "{\"getCurrentTime\":{}}").body())
                .matches("\\{\"success\":true,\"currentTime\":\\{\"MillionSeconds\":\\d{13},\"Seconds\":\\d{10}}}");
        assertThat(open("PUT", path, "{}").status()).isEqualTo(400);
    }

    @Test
    void theServerIsReadyWhileItAnswers() throws Exception {
        assertThat(open("GET", "/zstack/v1/management-nodes/ready", ""))
                .extracting(Answer::status, Answer::body)
                .containsExactly(200, "{}");
        longshore.close();
        var gone = open("GET", "/zstack/v1/management-nodes/ready", "");
        assertThat(gone.status()).isEqualTo(503);
        assertThat(gone.body()).contains("SYS.1010");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "*", "identity", "gzip, deflate, br"})
    void nothingIsEverCompressed(String encoding) throws Exception {
        var answer = send(as("GET", "/zstack/v1/images", "").header("Accept-Encoding", encoding));
        assertThat(answer.whole().headers().firstValue("content-encoding")).isEmpty();
        assertThat(answer.whole().headers().firstValue("content-type")).hasValue("application/json;charset=UTF-8");
        assertThat(answer.body()).startsWith("{\"inventories\":[");
    }
}
