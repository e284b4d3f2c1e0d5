package io.longshore.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.rpc.BadRequest;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.StatusProto;
import io.longshore.server.failure.Reason;
import io.longshore.v1.ChangeImageStateRequest;
import io.longshore.v1.Condition;
import io.longshore.v1.GetImageRequest;
import io.longshore.v1.GetSessionRequest;
import io.longshore.v1.GetTaskRequest;
import io.longshore.v1.ImageServiceGrpc;
import io.longshore.v1.ImageServiceGrpc.ImageServiceBlockingStub;
import io.longshore.v1.ListImagesRequest;
import io.longshore.v1.ListTasksRequest;
import io.longshore.v1.LoginRequest;
import io.longshore.v1.LogoutRequest;
import io.longshore.v1.Operator;
import io.longshore.v1.SessionServiceGrpc;
import io.longshore.v1.StateEvent;
import io.longshore.v1.TaskServiceGrpc;
import io.longshore.v1.UpdateImageRequest;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every call: who may call, which messages are taken, how refusals look. */
final class CallRulesTest {
    private static final String UNKNOWN = "f".repeat(32);

    private RpcFixture fixture;
    private ImageServiceBlockingStub images;

    @BeforeEach
    void start() throws Exception {
        fixture = new RpcFixture();
        images = ImageServiceGrpc.newBlockingStub(fixture.channel);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    @Test
    void aCallWithoutSessionIsRefusedBeforeItsMessageIsLookedAt() {
        var refused = refusal(() ->
                images.getImage(GetImageRequest.newBuilder().setUuid("no uuid").build()));
        assertThat(refused.getStatus().getCode()).isEqualTo(Code.UNAUTHENTICATED);
        assertThat(RpcFixture.reason(refused)).isEqualTo(Reason.UNAUTHENTICATED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer wrong", "OAuth wrong", "Basic 0123456789abcdef0123456789abcdef", "Bearer", "", "x"})
    void aWrongSessionIsRefused(String authorization) {
        var stub = RpcFixture.with(images, "authorization", authorization);
        var refused = refusal(() -> stub.getImage(request(RpcFixture.IMAGE)));
        assertThat(RpcFixture.reason(refused)).isEqualTo(Reason.UNAUTHENTICATED);
        assertThat(refused.getMessage()).doesNotContain("0123456789abcdef");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "bearer ", "OAuth ", "oauth  "})
    void bothSchemesOpenACall(String scheme) {
        fixture.images.put(RpcFixture.IMAGE, RpcFixture.image());
        var stub = RpcFixture.with(images, "authorization", scheme + RpcFixture.SESSION);
        assertThat(stub.getImage(request(RpcFixture.IMAGE)).getImage().getName())
                .isEqualTo("an image");
    }

    @Test
    void loginLogoutHealthNeedNoSession() {
        var sessions = SessionServiceGrpc.newBlockingStub(fixture.channel);
        var login = sessions.login(LoginRequest.newBuilder()
                .setAccountName("admin")
                .setPassword("right")
                .build());
        assertThat(login.getSession().getUuid()).isEqualTo(RpcFixture.SESSION);
        sessions.logout(LogoutRequest.newBuilder().setSessionUuid("any").build());
        var health = HealthGrpc.newBlockingStub(fixture.channel);
        for (var service : new String[] {"", "longshore.v1.ImageService", "longshore.v1.TaskService"}) {
            var request = HealthCheckRequest.newBuilder().setService(service).build();
            assertThat(health.check(request).getStatus()).isEqualTo(ServingStatus.SERVING);
        }
        var refused = refusal(() -> sessions.getSession(GetSessionRequest.getDefaultInstance()));
        assertThat(RpcFixture.reason(refused)).isEqualTo(Reason.UNAUTHENTICATED);
    }

    @Test
    void aWrongPasswordIsToldAsSuch() {
        var sessions = SessionServiceGrpc.newBlockingStub(fixture.channel);
        var refused = refusal(() -> sessions.login(LoginRequest.newBuilder()
                .setAccountName("admin")
                .setPassword("wrong")
                .build()));
        assertThat(refused.getStatus().getCode()).isEqualTo(Code.UNAUTHENTICATED);
        assertThat(RpcFixture.reason(refused)).isEqualTo(Reason.WRONG_CREDENTIALS);
    }

    @Test
    void thePollKeyOpensGetTaskAndNothingElse() {
        var tasks = RpcFixture.with(
                TaskServiceGrpc.newBlockingStub(fixture.channel), "x-longshore-poll-key", RpcFixture.POLL_KEY);
        var found = refusal(
                () -> tasks.getTask(GetTaskRequest.newBuilder().setUuid(UNKNOWN).build()));
        assertThat(RpcFixture.reason(found)).isEqualTo(Reason.TASK_NOT_FOUND);
        var listed = refusal(() -> tasks.listTasks(ListTasksRequest.getDefaultInstance()));
        assertThat(RpcFixture.reason(listed)).isEqualTo(Reason.UNAUTHENTICATED);
        var wrong = RpcFixture.with(
                TaskServiceGrpc.newBlockingStub(fixture.channel), "x-longshore-poll-key", "another key");
        var refused = refusal(
                () -> wrong.getTask(GetTaskRequest.newBuilder().setUuid(UNKNOWN).build()));
        assertThat(RpcFixture.reason(refused)).isEqualTo(Reason.UNAUTHENTICATED);
    }

    @Test
    void aMessageThatBreaksItsRulesIsRefusedBeforeExistenceIsLookedAt() throws Exception {
        var stub = fixture.signedIn(images);
        var refused = refusal(() -> stub.updateImage(UpdateImageRequest.newBuilder()
                .setUuid(UNKNOWN)
                .setName("n".repeat(300))
                .setPlatform("Amiga")
                .build()));
        assertThat(refused.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(RpcFixture.reason(refused)).isEqualTo(Reason.INVALID_ARGUMENT);
        var details = StatusProto.fromThrowable(refused).getDetailsList().stream()
                .filter(any -> any.is(BadRequest.class))
                .findFirst()
                .orElseThrow()
                .unpack(BadRequest.class);
        assertThat(details.getFieldViolationsList())
                .extracting(BadRequest.FieldViolation::getField)
                .containsExactlyInAnyOrder("name", "platform");
        assertThat(details.getFieldViolationsList())
                .extracting(BadRequest.FieldViolation::getReason)
                .containsExactlyInAnyOrder("string.max_len", "string.in");
    }

    @Test
    void aBrokenRuleInAListNamesItsElement() throws Exception {
        var stub = fixture.signedIn(images);
        var refused = refusal(() -> stub.listImages(ListImagesRequest.newBuilder()
                .addConditions(Condition.newBuilder()
                        .setField("name")
                        .setOp(Operator.OPERATOR_EQ)
                        .addValues("a"))
                .addConditions(Condition.newBuilder().setField("name"))
                .build()));
        assertThat(refused.getMessage()).contains("conditions[1].op");
    }

    @Test
    void aMissingResourceIsTold() {
        var refused = refusal(() -> fixture.signedIn(images).getImage(request(UNKNOWN)));
        assertThat(refused.getStatus().getCode()).isEqualTo(Code.NOT_FOUND);
        assertThat(RpcFixture.reason(refused)).isEqualTo(Reason.IMAGE_NOT_FOUND);
    }

    @Test
    void aListIsAskedForInTheDomainsWords() {
        fixture.images.put(RpcFixture.IMAGE, RpcFixture.image());
        var page = fixture.signedIn(images)
                .listImages(ListImagesRequest.newBuilder()
                        .addConditions(Condition.newBuilder()
                                .setField("state")
                                .setOp(Operator.OPERATOR_IN)
                                .addValues("IMAGE_STATE_ENABLED"))
                        .setOrderBy("name desc")
                        .setSkip(3)
                        .setCountTotal(true)
                        .build());
        assertThat(page.getImagesList()).hasSize(1);
        assertThat(page.getNextPageToken()).isEqualTo("next");
        assertThat(page.getTotalSize()).isEqualTo(1);
        assertThat(fixture.lastQuery.pageSize()).isEqualTo(50);
        assertThat(fixture.lastQuery.orderBy()).isEqualTo("name desc");
        assertThat(fixture.lastQuery.conditions())
                .containsExactly(new io.longshore.server.query.Condition(
                        "state",
                        io.longshore.server.query.Condition.Operator.IN,
                        java.util.List.of("IMAGE_STATE_ENABLED")));
    }

    @Test
    void aShortChangeAnswersWithItsResourceAndTask() {
        fixture.images.put(RpcFixture.IMAGE, RpcFixture.image());
        var answer = fixture.signedIn(images)
                .changeImageState(ChangeImageStateRequest.newBuilder()
                        .setUuid("11111111-1111-1111-1111-111111111111")
                        .setStateEvent(StateEvent.STATE_EVENT_DISABLE)
                        .setRequestId("ABCDEF00-0000-4000-8000-000000000001")
                        .build());
        assertThat(answer.getImage().getUuid()).isEqualTo(RpcFixture.IMAGE);
        assertThat(answer.getTaskUuid()).isEqualTo("abcdef00000040008000000000000001");
    }

    @Test
    void aFaultOfOursTellsNothing() {
        // The fixture has no backups at all: the handler runs into null.
        var backups = fixture.signedIn(io.longshore.v1.BackupServiceGrpc.newBlockingStub(fixture.channel));
        var failed = refusal(() -> backups.getVolumeBackup(io.longshore.v1.GetVolumeBackupRequest.newBuilder()
                .setUuid(UNKNOWN)
                .build()));
        assertThat(failed.getStatus().getCode()).isEqualTo(Code.INTERNAL);
        assertThat(RpcFixture.reason(failed)).isEqualTo(Reason.INTERNAL);
        assertThat(failed.getMessage()).doesNotContain("null").doesNotContain("Exception");
    }

    @Test
    void theChannelInTheProcessMeetsTheSameRules() throws Exception {
        var channel = fixture.server.inProcessChannel();
        try {
            var inside = ImageServiceGrpc.newBlockingStub(channel);
            assertThat(RpcFixture.reason(refusal(() -> inside.getImage(request(UNKNOWN)))))
                    .isEqualTo(Reason.UNAUTHENTICATED);
            assertThat(RpcFixture.reason(refusal(() -> fixture.signedIn(inside).getImage(request("x")))))
                    .isEqualTo(Reason.INVALID_ARGUMENT);
            assertThat(RpcFixture.reason(refusal(() -> fixture.signedIn(inside).getImage(request(UNKNOWN)))))
                    .isEqualTo(Reason.IMAGE_NOT_FOUND);
        } finally {
            channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        }
    }

    private static GetImageRequest request(String uuid) {
        return GetImageRequest.newBuilder().setUuid(uuid).build();
    }

    private static StatusRuntimeException refusal(Runnable call) {
        return catchThrowableOfType(StatusRuntimeException.class, call::run);
    }
}
