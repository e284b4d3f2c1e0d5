package io.longshore.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of jobs: held calls, 202 and polling, the same uuid again, and what was refused. */
class JobsTest extends BridgeTest {
    private String image;
    private String path;
    private String body;

    @BeforeEach
    void fill() {
        var a = longshore.addStorage("a", "/srv/a").getUuid();
        var b = longshore.addStorage("b", "/srv/b").getUuid();
        image = longshore.addImage("TinyLinux", a).getUuid();
        path = "/zstack/v1/backup-storage/images/%s/actions".formatted(image);
        body = "{\"backupStorageMigrateImage\":{\"srcBackupStorageUuid\":\"%s\",\"dstBackupStorageUuid\":\"%s\"}}"
                .formatted(a, b);
    }

    private Answer pollOnce(String job) throws Exception {
        return send(request("GET", "/zstack/v1/api-jobs/" + job));
    }

    @Test
    void aJobIsPolledWithoutCredentialsUntilItHasEnded() throws Exception {
        longshore.pause();
        var job = uuid();
        var accepted = send(as("PUT", path, body).header("X-Job-UUID", job));
        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.body())
                .isEqualTo("{\"location\":\"http://127.0.0.1:%d/zstack/v1/api-jobs/%s\",\"apiTimeout\":1800000}"
                        .formatted(bridge.port(), job));
        assertThat(pollOnce(job)).extracting(Answer::status, Answer::body).containsExactly(202, "{}");
        longshore.resume();
        var done = poll(job);
        assertThat(done.status()).isEqualTo(200);
        assertThat(done.body())
                .startsWith("{\"inventory\":{\"uuid\":\"" + image)
                .doesNotContain("schema");
        assertThat(send(request("GET", "/v1/api-jobs/" + job)).body()).isEqualTo(done.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"OAuth null", "ZStack id:signature", "nonsense"})
    void pollingPassesOverWhateverAuthorizationIsSent(String authorization) throws Exception {
        var job = uuid();
        send(as("PUT", path, body).header("X-Job-UUID", job));
        poll(job);
        var polled = send(request("GET", "/zstack/v1/api-jobs/" + job).header("Authorization", authorization));
        assertThat(polled.status()).isEqualTo(200);
    }

    @Test
    void itIsThePollsHeaderThatAsksForTheSchema() throws Exception {
        var job = uuid();
        send(as("PUT", path, body).header("X-Job-UUID", job).header("X-JSON-Schema", "true"));
        assertThat(poll(job).body()).doesNotContain("schema");
        var polled = send(request("GET", "/zstack/v1/api-jobs/" + job).header("X-JSON-Schema", "anything"));
        assertThat(polled.body())
                .endsWith(
                        "\"schema\":{\"inventory\":\"org.zstack.header.image.ImageInventory\","
                                + "\"inventory.backupStorageRefs[0]\":\"org.zstack.header.image.ImageBackupStorageRefInventory\"}}");
    }

    @Test
    void aTimeoutIsToldBack() throws Exception {
        var accepted = send(as("PUT", path, body).header("X-Job-UUID", uuid()).header("X-API-Timeout", "77"));
        assertThat(accepted.body()).endsWith("\"apiTimeout\":77000}");
        var template =
                send(as("POST", "/v1/images/data-volume-templates/from/volume-template/" + uuid(), "{\"params\":{}}")
                        .header("Prefer", "respond-async"));
        assertThat(template.body()).endsWith("\"apiTimeout\":259200000}");
    }

    @Test
    void whoPrefersNotToWaitIsGivenAJob() throws Exception {
        longshore.pause();
        var accepted = send(as("PUT", path, body).header("Prefer", "respond-async"));
        assertThat(accepted.status()).isEqualTo(202);
        var job = accepted.body().replaceAll(".*api-jobs/([0-9a-f]{32})\".*", "$1");
        assertThat(pollOnce(job).status()).isEqualTo(202);
        longshore.resume();
        assertThat(poll(job).status()).isEqualTo(200);
    }

    @Test
    void whoPrefersToWaitIsHeldInSpiteOfAJobUuid() throws Exception {
        var job = uuid();
        var held = send(as("PUT", path, body).header("X-Job-UUID", job).header("Prefer", "wait"));
        assertThat(held.status()).isEqualTo(200);
        assertThat(pollOnce(job).body()).isEqualTo(held.body());
    }

    @Test
    void whoWaitsForAWhileIsGivenAJobAfterIt() throws Exception {
        longshore.pause();
        var accepted = send(as("PUT", path, body).header("Prefer", "wait=1"));
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        var job = accepted.body().replaceAll(".*api-jobs/([0-9a-f]{32})\".*", "$1");
        longshore.resume();
        assertThat(poll(job).status()).isEqualTo(200);
    }

    @Test
    void aWaitThatIsLongEnoughEndsWithTheAnswer() throws Exception {
        assertThat(send(as("PUT", path, body).header("Prefer", "wait=60")).status())
                .isEqualTo(200);
    }

    @Test
    void aHeldCallThatLosesItsCallerLeavesTheTaskRunning() throws Exception {
        longshore.pause();
        var lost = client.sendAsync(as("PUT", path, body).build(), HttpResponse.BodyHandlers.ofString());
        await().until(() -> longshore.runningTasks() == 1);
        lost.cancel(true);
        longshore.resume();
        await().until(() -> longshore.runningTasks() == 0);
        assertThat(longshore.tasks().values())
                .singleElement()
                .satisfies(task -> assertThat(task.hasMigrateImageResult()).isTrue());
    }

    @Test
    void aHeldCallThatLosesTheServerIsToldWhereItsTaskGoesOn() throws Exception {
        longshore.pause();
        var held = client.sendAsync(as("PUT", path, body).build(), HttpResponse.BodyHandlers.ofString());
        await().until(() -> longshore.runningTasks() == 1);
        longshore.drain();
        var answer = held.get();
        assertThat(answer.statusCode()).isEqualTo(202);
        var task = longshore.tasks().keySet().iterator().next();
        assertThat(answer.body()).contains("/zstack/v1/api-jobs/" + task + "\"");
        longshore.resume();
        assertThat(poll(task).status()).isEqualTo(200);
    }

    @Test
    void theSameRequestAgainIsTheSameJob() throws Exception {
        longshore.pause();
        var job = uuid();
        var first = send(as("PUT", path, body).header("X-Job-UUID", job));
        var again = send(as("PUT", path, body).header("X-Job-UUID", job));
        assertThat(again.status()).isEqualTo(202);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(longshore.tasks()).hasSize(1);
    }

    @Test
    void anotherRequestUnderAUsedUuidIsRefused() throws Exception {
        var job = uuid();
        send(as("PUT", path, body).header("X-Job-UUID", job));
        poll(job);
        var other = send(as(
                        "PUT",
                        "/v1/images/%s/actions".formatted(image),
                        "{\"changeImageState\":{\"stateEvent\":\"disable\"}}")
                .header("X-Job-UUID", job));
        assertThat(other.status()).isEqualTo(400);
        assertThat(other.body()).isEqualTo("Duplicate job uuid[%s]".formatted(job));
        var held = send(as("DELETE", "/v1/images/" + image, "")
                .header("X-Job-UUID", job)
                .header("Prefer", "wait"));
        assertThat(held.body()).isEqualTo("Duplicate job uuid[%s]".formatted(job));
    }

    @Test
    void aRefusalIsKeptAsTheJobsEnd() throws Exception {
        var job = uuid();
        var refused = job("PUT", path, "{}", job);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.body()).contains("SYS.1007");
        assertThat(job("PUT", path, "{}", job).body()).isEqualTo(refused.body());
        var other = send(as("PUT", path, body).header("X-Job-UUID", job));
        assertThat(other.body()).isEqualTo("Duplicate job uuid[%s]".formatted(job));
        assertThat(longshore.tasks()).isEmpty();
    }

    @Test
    void aBusyRefusalIsKeptAndTheSameRequestMaySucceedLater() throws Exception {
        longshore.toggleBusy(image);
        var job = uuid();
        assertThat(job("PUT", path, body, job).body()).contains("SYS.1006", "another task holds image");
        assertThat(pollOnce(job).status()).isEqualTo(503);
        longshore.toggleBusy(image);
        assertThat(job("PUT", path, body, job).status()).isEqualTo(200);
    }

    @Test
    void aRefusalBeforeAuthenticationIsKeptAndHealsWithAGoodSession() throws Exception {
        var good = session;
        session = uuid();
        var job = uuid();
        assertThat(job("PUT", path, body, job).body()).contains("ID.1001", "Session expired");
        session = good;
        assertThat(job("PUT", path, body, job).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "this-is-not-a-uuid-but-32-chars!",
                "a/b?c#d%20 e+f&g:0123456789abcde",
                "ABCDEF0123456789ABCDEF0123456789"
            })
    void aUuidIsCheckedForItsLengthAlone(String job) throws Exception {
        var accepted = send(as("PUT", path, body).header("X-Job-UUID", job));
        assertThat(accepted.status()).isEqualTo(202);
        var encoded = URLEncoder.encode(job, StandardCharsets.UTF_8).replace("+", "%20");
        assertThat(accepted.body()).contains("/zstack/v1/api-jobs/" + encoded + "\"");
        assertThat(poll(encoded).status()).isEqualTo(200);
        assertThat(longshore.tasks().keySet()).allMatch(uuid -> uuid.matches("[0-9a-f]{32}"));
    }

    @Test
    void aHeldCallNamesNoTaskAndARefusalOfOneLeavesNone() throws Exception {
        longshore.disableStorage(longshore.image(image).getBackupStorageRefs(0).getBackupStorageUuid());
        assertThat(put(path, body).status()).isEqualTo(503);
        assertThat(longshore.tasks()).isEmpty();
    }

    @Test
    void synchronousApisAnswerAtOnceAndKeepNoJob() throws Exception {
        var job = uuid();
        var answer = send(as("GET", "/zstack/v1/images", "").header("X-Job-UUID", job));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(pollOnce(job).status()).isEqualTo(404);
        assertThat(send(as("GET", "/zstack/v1/images", "").header("X-Job-UUID", job))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void theProgressOfAJobIsOneRecordWithAPercentage() throws Exception {
        longshore.pause();
        var job = uuid();
        send(as("PUT", path, body).header("X-Job-UUID", job));
        var running = get("/zstack/v1/task-progresses/" + job);
        assertThat(running.body())
                .startsWith(
                        "{\"inventories\":[{\"taskUuid\":\"%s\",\"taskName\":\"migrate_image\",\"type\":\"Progress\",\"content\":\"50\",\"time\":"
                                .formatted(job));
        assertThat(get("/zstack/v1/task-progresses/" + job + "?all=true").body())
                .contains("\"subTasks\":[{\"taskUuid\":\"%s\",\"taskName\":\"copy\",\"parentUuid\":\"%1$s\""
                        .formatted(job));
        longshore.resume();
        poll(job);
        assertThat(get("/zstack/v1/task-progresses/" + job).body()).contains("\"content\":\"100\"");
        assertThat(get("/zstack/v1/task-progresses/" + uuid()).body()).isEqualTo("{\"inventories\":[]}");
    }
}
