package io.longshore.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.MetadataUtils;
import io.longshore.rest.fake.FakeLongshore;
import io.longshore.rest.zstack.v1.ChangeImageStateParams;
import io.longshore.rest.zstack.v1.GetApiJobRequest;
import io.longshore.rest.zstack.v1.ImageActionsRequest;
import io.longshore.rest.zstack.v1.ImageApiServiceGrpc;
import io.longshore.rest.zstack.v1.JobApiServiceGrpc;
import io.longshore.rest.zstack.v1.LogInByAccountParams;
import io.longshore.rest.zstack.v1.LogInByAccountRequest;
import io.longshore.rest.zstack.v1.QueryImageRequest;
import io.longshore.rest.zstack.v1.RecoverImageParams;
import io.longshore.rest.zstack.v1.SessionApiServiceGrpc;
import io.longshore.v1.ImageState;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The facade as gRPC services, called as a transcoder calls them. */
class RestServicesTest {
    private final AtomicReference<Metadata> answered = new AtomicReference<>(new Metadata());
    private final AtomicReference<Metadata> ended = new AtomicReference<>(new Metadata());

    private FakeLongshore longshore;
    private RestServices services;
    private Server server;
    private ManagedChannel channel;
    private String image;
    private String session;

    @BeforeEach
    void start() throws Exception {
        longshore = new FakeLongshore();
        image = longshore
                .addImage("TinyLinux", longshore.addStorage("a", "/srv/a").getUuid())
                .getUuid();
        services = new RestServices(longshore.channel(), ZoneOffset.UTC, FakeLongshore.POLL_KEY, Clock.systemUTC());
        var name = InProcessServerBuilder.generateName();
        server = InProcessServerBuilder.forName(name)
                .addServices(services.definitions())
                .build()
                .start();
        channel = InProcessChannelBuilder.forName(name).build();
        var params =
                LogInByAccountParams.newBuilder().setAccountName("admin").setPassword(FakeLongshore.PASSWORD_SHA512);
        session = SessionApiServiceGrpc.newBlockingStub(with(Map.of()))
                .logInByAccount(LogInByAccountRequest.newBuilder()
                        .setLoginbyaccount(params)
                        .build())
                .getInventory()
                .getUuid();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.shutdownNow();
        services.close();
        longshore.close();
    }

    private Channel with(Map<String, String> headers) {
        var metadata = new Metadata();
        headers.forEach((name, value) -> metadata.put(key(name), value));
        return ClientInterceptors.intercept(
                channel,
                MetadataUtils.newAttachHeadersInterceptor(metadata),
                MetadataUtils.newCaptureMetadataInterceptor(answered, ended));
    }

    private ImageApiServiceGrpc.ImageApiServiceBlockingStub images(String... more) {
        var headers = new HashMap<>(Map.of(
                "authorization", "OAuth " + session,
                "x-envoy-original-path", "/zstack/v1/images/" + image + "/actions?x=y",
                "x-forwarded-proto", "https"));
        for (int i = 0; i < more.length; i += 2) {
            headers.put(more[i], more[i + 1]);
        }
        return ImageApiServiceGrpc.newBlockingStub(with(headers));
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    private ImageActionsRequest disable() {
        return ImageActionsRequest.newBuilder()
                .setUuid(image)
                .setChangeimagestate(ChangeImageStateParams.newBuilder()
                        .setStateEvent("disable")
                        .addSystemTags("among"))
                .build();
    }

    private Struct params(String... members) {
        var struct = Struct.newBuilder();
        for (int i = 0; i < members.length; i += 2) {
            struct.putFields(
                    members[i],
                    Value.newBuilder().setStringValue(members[i + 1]).build());
        }
        return struct.build();
    }

    private Metadata refused(ImageActionsRequest request, String... headers) {
        var thrown = catchThrowableOfType(
                StatusRuntimeException.class, () -> images(headers).imageActions(request));
        assertThat(thrown.getStatus().getCode()).isNotEqualTo(Status.Code.OK);
        var trailers = thrown.getTrailers();
        return trailers == null ? new Metadata() : trailers;
    }

    @Test
    void anActionIsDoneAndItsTagsAreKept() {
        var answer = images().imageActions(disable());
        assertThat(answer.getSuccess()).isTrue();
        assertThat(answer.hasSchema()).isFalse();
        assertThat(longshore.image(image).getState()).isEqualTo(ImageState.IMAGE_STATE_DISABLED);
        assertThat(longshore.image(image).getSystemTagsList()).containsExactly("among");
    }

    @Test
    void paramsStandsForTheActionOfItsContent() {
        var request = ImageActionsRequest.newBuilder()
                .setUuid(image)
                .setParams(params("stateEvent", "disable"))
                .addUserTags("beside")
                .build();
        assertThat(images().imageActions(request).getInventory().getState()).isEqualTo("Disabled");
        assertThat(longshore.image(image).getUserTagsList()).containsExactly("beside");
    }

    @Test
    void paramsThatMayMeanSomethingElseAreRefusedWithTheOriginalsText() {
        var request = ImageActionsRequest.newBuilder()
                .setUuid(image)
                .setParams(params("name", "other"))
                .build();
        var trailers = refused(request);
        assertThat(trailers.get(key("x-longshore-status"))).isEqualTo("400");
        assertThat(trailers.get(key("x-longshore-type"))).isEqualTo("text/plain;charset=UTF-8");
        assertThat(trailers.get(key("x-longshore-body")))
                .isEqualTo(
                        "the body doesn't contain action mapping to the URL[/v1/images/%s/actions]".formatted(image));
    }

    @Test
    void aRefusalIsTheOriginalsErrorInAHeader() {
        var request = ImageActionsRequest.newBuilder()
                .setUuid(image)
                .setRecoverimage(RecoverImageParams.newBuilder().addBackupStorageUuids("100%ü"))
                .build();
        var trailers = refused(request);
        assertThat(trailers.get(key("x-longshore-status"))).isEqualTo("503");
        assertThat(trailers.get(key("x-longshore-body")))
                .startsWith("{\"error\":{\"code\":\"SYS.")
                .contains("100%25%C3%BC");
    }

    @Test
    void withoutAuthorizationNothingIsDone() {
        assertThat(refused(disable(), "authorization", "Bearer x").get(key("x-longshore-body")))
                .isEqualTo("Authorization type must be 'OAuth'");
    }

    @Test
    void aJobIsToldWhereItIsPolled() {
        var job = UUID.randomUUID().toString().replace("-", "");
        assertThat(images("x-job-uuid", job).imageActions(disable()).hasInventory())
                .isFalse();
        assertThat(answered.get().get(key("x-longshore-status"))).isEqualTo("202");
        assertThat(answered.get().get(key("x-longshore-body")))
                .startsWith("{\"location\":\"https://")
                .endsWith("/zstack/v1/api-jobs/%s\",\"apiTimeout\":1800000}".formatted(job));
        var jobs = JobApiServiceGrpc.newBlockingStub(with(Map.of("x-json-schema", "true")));
        var poll = GetApiJobRequest.newBuilder().setUuid(job).build();
        Awaitility.await().until(() -> {
            var body = jobs.getApiJob(poll).getData().toStringUtf8();
            return body.startsWith("{\"success\":true") && body.contains("\"schema\":{\"inventory\":");
        });
        assertThat(answered.get().containsKey(key("x-longshore-status"))).isFalse();
    }

    @Test
    void aQueryHasItsSchemaAndTheNamedFieldsAlone() {
        var answer = images().queryImage(
                        QueryImageRequest.newBuilder().setFields("name,size").build());
        assertThat(answer.getInventories(0).getName()).isEqualTo("TinyLinux");
        assertThat(answer.getInventories(0).hasUuid()).isFalse();
        assertThat(answer.getSchema().getFieldsOrThrow("inventories[0]").getStringValue())
                .isEqualTo("org.zstack.header.image.ImageInventory");
        var count = images().queryImage(
                        QueryImageRequest.newBuilder().setCount(true).build());
        assertThat(count.getTotal()).isEqualTo(1);
        assertThat(count.getInventoriesCount()).isZero();
    }
}
