package io.longshore.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.reflection.v1.ExtensionRequest;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients learn that have none of our files. */
final class ReflectionTest {
    private RpcFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new RpcFixture();
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection"})
    void allServicesAreListedUnderBothNames(String service) {
        var services = ask(
                        service,
                        ServerReflectionRequest.newBuilder()
                                .setListServices("*")
                                .build())
                .getListServicesResponse()
                .getServiceList();
        assertThat(services)
                .extracting(ServiceResponse::getName)
                .containsExactly(
                        "grpc.health.v1.Health",
                        "grpc.reflection.v1.ServerReflection",
                        "grpc.reflection.v1alpha.ServerReflection",
                        "longshore.v1.BackupService",
                        "longshore.v1.BackupStorageService",
                        "longshore.v1.ContentService",
                        "longshore.v1.ImageService",
                        "longshore.v1.SessionService",
                        "longshore.v1.TaskService");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "google.rpc.ErrorInfo",
                "google.rpc.BadRequest",
                "google.rpc.BadRequest.FieldViolation",
                "google.rpc.RetryInfo",
                "google.rpc.QuotaFailure",
                "google.rpc.ResourceInfo",
                "google.rpc.PreconditionFailure",
                "google.rpc.Status",
                "google.rpc.Code",
                "longshore.v1.ErrorCode",
                "longshore.v1.ImageService",
                "longshore.v1.ImageService.MigrateImage",
                "longshore.v1.TaskEvent.Terminal",
                "longshore.v1.TaskState.TASK_STATE_RUNNING",
                "buf.validate.field",
            })
    void symbolsAreFoundWithAllThatTheirFilesImport(String symbol) throws Exception {
        var answer = ask(ServerReflectionRequest.newBuilder()
                .setFileContainingSymbol(symbol)
                .build());
        var files = files(answer);
        assertThat(files).isNotEmpty();
        var names = files.stream().map(FileDescriptorProto::getName).toList();
        assertThat(names).doesNotHaveDuplicates();
        for (var file : files) {
            assertThat(names).containsAll(file.getDependencyList());
        }
    }

    @Test
    void filesAreFoundByName() throws Exception {
        var answer = ask(ServerReflectionRequest.newBuilder()
                .setFileByFilename("google/rpc/error_details.proto")
                .build());
        assertThat(files(answer)).extracting(FileDescriptorProto::getName).contains("google/rpc/error_details.proto");
    }

    @Test
    void fieldsHaveTheirJsonNames() throws Exception {
        var answer = ask(ServerReflectionRequest.newBuilder()
                .setFileContainingSymbol("longshore.v1.TaskEvent")
                .build());
        var event = files(answer).stream()
                .filter(file -> file.getName().equals("longshore/v1/task.proto"))
                .flatMap(file -> file.getMessageTypeList().stream())
                .filter(message -> message.getName().equals("TaskEvent"))
                .findFirst()
                .orElseThrow();
        assertThat(event.getFieldList())
                .extracting(FieldDescriptorProto::getJsonName)
                .contains("taskUuid", "sequence", "stateChange");
        var progress = event.getNestedTypeList().stream()
                .filter(message -> message.getName().equals("Progress"))
                .findFirst()
                .orElseThrow();
        assertThat(progress.getFieldList())
                .extracting(FieldDescriptorProto::getJsonName)
                .containsExactly("step", "bytesPerSecond", "timeLeft");
    }

    @Test
    void extensionsAreFound() throws Exception {
        var numbers = ask(ServerReflectionRequest.newBuilder()
                        .setAllExtensionNumbersOfType("google.protobuf.FieldOptions")
                        .build())
                .getAllExtensionNumbersResponse();
        assertThat(numbers.getExtensionNumberList()).contains(1159);
        var file = ask(ServerReflectionRequest.newBuilder()
                .setFileContainingExtension(ExtensionRequest.newBuilder()
                        .setContainingType("google.protobuf.FieldOptions")
                        .setExtensionNumber(1159))
                .build());
        assertThat(files(file)).extracting(FileDescriptorProto::getName).contains("buf/validate/validate.proto");
    }

    @Test
    void whatIsNotThereIsToldInTheAnswer() {
        var answer = ask(ServerReflectionRequest.newBuilder()
                .setFileContainingSymbol("longshore.v1.Nothing")
                .build());
        assertThat(answer.getErrorResponse().getErrorCode()).isEqualTo(5);
        assertThat(answer.getOriginalRequest().getFileContainingSymbol()).isEqualTo("longshore.v1.Nothing");
    }

    private static List<FileDescriptorProto> files(ServerReflectionResponse answer) {
        return answer.getFileDescriptorResponse().getFileDescriptorProtoList().stream()
                .map(bytes -> {
                    try {
                        return FileDescriptorProto.parseFrom(bytes);
                    } catch (InvalidProtocolBufferException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
    }

    private ServerReflectionResponse ask(ServerReflectionRequest request) {
        return ask(ServerReflectionGrpc.SERVICE_NAME, request);
    }

    private ServerReflectionResponse ask(String service, ServerReflectionRequest request) {
        var method = MethodDescriptor.<ServerReflectionRequest, ServerReflectionResponse>newBuilder()
                .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                .setFullMethodName(service + "/ServerReflectionInfo")
                .setRequestMarshaller(ProtoUtils.marshaller(ServerReflectionRequest.getDefaultInstance()))
                .setResponseMarshaller(ProtoUtils.marshaller(ServerReflectionResponse.getDefaultInstance()))
                .build();
        var answers = Collected.<ServerReflectionRequest, ServerReflectionResponse>reading();
        StreamObserver<ServerReflectionRequest> requests =
                ClientCalls.asyncBidiStreamingCall(fixture.channel.newCall(method, CallOptions.DEFAULT), answers);
        requests.onNext(request);
        requests.onCompleted();
        assertThat(answers.end()).isEmpty();
        return answers.messages.getFirst();
    }
}
