package io.longshore.server.rpc;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.rpc.CodeProto;
import com.google.rpc.ErrorDetailsProto;
import com.google.rpc.StatusProto;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.protobuf.ProtoFileDescriptorSupplier;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.reflection.v1.ErrorResponse;
import io.grpc.reflection.v1.ExtensionNumberResponse;
import io.grpc.reflection.v1.FileDescriptorResponse;
import io.grpc.reflection.v1.ListServiceResponse;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.longshore.v1.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Server reflection, v1 and v1alpha. Unlike gRPC's own it knows the messages of errors' details too, which no service's file imports: a client without our
 * files can print why a call failed.
 */
final class Reflection extends ServerReflectionGrpc.ServerReflectionImplBase {
    private static final String V1ALPHA = "grpc.reflection.v1alpha.ServerReflection";

    private static final List<FileDescriptor> DETAILS = List.of(
            ErrorDetailsProto.getDescriptor(),
            StatusProto.getDescriptor(),
            CodeProto.getDescriptor(),
            ErrorCode.getDescriptor().getFile());

    private final List<String> services;
    private final DescriptorIndex index;

    private Reflection(List<ServerServiceDefinition> served) {
        var descriptors = Stream.concat(
                        served.stream().map(ServerServiceDefinition::getServiceDescriptor),
                        Stream.of(ServerReflectionGrpc.getServiceDescriptor()))
                .toList();
        services = Stream.concat(descriptors.stream().map(ServiceDescriptor::getName), Stream.of(V1ALPHA))
                .sorted()
                .toList();
        var files = descriptors.stream().flatMap(service -> file(service).stream());
        index = new DescriptorIndex(Stream.concat(files, DETAILS.stream()).toList());
    }

    /** Reflection of these services, under both of its names. */
    static List<ServerServiceDefinition> of(List<ServerServiceDefinition> served) {
        var reflection = new Reflection(served);
        return List.of(reflection.bindService(), v1alpha(reflection));
    }

    /** The older name: its messages are the same on the wire. */
    private static ServerServiceDefinition v1alpha(Reflection reflection) {
        var method = MethodDescriptor.<ServerReflectionRequest, ServerReflectionResponse>newBuilder()
                .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(V1ALPHA, "ServerReflectionInfo"))
                .setRequestMarshaller(ProtoUtils.marshaller(ServerReflectionRequest.getDefaultInstance()))
                .setResponseMarshaller(ProtoUtils.marshaller(ServerReflectionResponse.getDefaultInstance()))
                .build();
        return ServerServiceDefinition.builder(V1ALPHA)
                .addMethod(method, ServerCalls.asyncBidiStreamingCall(reflection::serverReflectionInfo))
                .build();
    }

    private static Optional<FileDescriptor> file(ServiceDescriptor service) {
        return service.getSchemaDescriptor() instanceof ProtoFileDescriptorSupplier supplier
                ? Optional.of(supplier.getFileDescriptor())
                : Optional.empty();
    }

    @Override
    public StreamObserver<ServerReflectionRequest> serverReflectionInfo(
            StreamObserver<ServerReflectionResponse> reply) {
        return new StreamObserver<>() {
            @Override
            public void onNext(ServerReflectionRequest request) {
                reply.onNext(answer(request));
            }

            @Override
            public void onError(Throwable thrown) {
                // The caller is gone.
            }

            @Override
            public void onCompleted() {
                reply.onCompleted();
            }
        };
    }

    private ServerReflectionResponse answer(ServerReflectionRequest request) {
        var response = ServerReflectionResponse.newBuilder()
                .setValidHost(request.getHost())
                .setOriginalRequest(request);
        switch (request.getMessageRequestCase()) {
            case LIST_SERVICES -> response.setListServicesResponse(list());
            case FILE_BY_FILENAME -> putFile(response, index.fileNamed(request.getFileByFilename()));
            case FILE_CONTAINING_SYMBOL -> putFile(response, index.fileOf(request.getFileContainingSymbol()));
            case FILE_CONTAINING_EXTENSION -> {
                var extension = request.getFileContainingExtension();
                putFile(response, index.fileOfExtension(extension.getContainingType(), extension.getExtensionNumber()));
            }
            case ALL_EXTENSION_NUMBERS_OF_TYPE -> putNumbers(response, request.getAllExtensionNumbersOfType());
            case MESSAGEREQUEST_NOT_SET ->
                response.setErrorResponse(error(Status.Code.UNIMPLEMENTED, "the request asks for nothing"));
        }
        return response.build();
    }

    private ListServiceResponse list() {
        return ListServiceResponse.newBuilder()
                .addAllService(services.stream()
                        .map(name -> ServiceResponse.newBuilder().setName(name).build())
                        .toList())
                .build();
    }

    private static void putFile(ServerReflectionResponse.Builder response, Optional<FileDescriptor> file) {
        if (file.isEmpty()) {
            response.setErrorResponse(error(Status.Code.NOT_FOUND, "not known here"));
            return;
        }
        var files = DescriptorIndex.withImports(List.of(file.get())).stream()
                .map(found -> JsonNames.fileWithJsonNames(found).toByteString())
                .toList();
        response.setFileDescriptorResponse(FileDescriptorResponse.newBuilder().addAllFileDescriptorProto(files));
    }

    private void putNumbers(ServerReflectionResponse.Builder response, String message) {
        index.extensionNumbers(message)
                .ifPresentOrElse(
                        numbers -> response.setAllExtensionNumbersResponse(ExtensionNumberResponse.newBuilder()
                                .setBaseTypeName(message)
                                .addAllExtensionNumber(numbers)),
                        () -> response.setErrorResponse(error(Status.Code.NOT_FOUND, "not known here")));
    }

    private static ErrorResponse error(Status.Code code, String message) {
        return ErrorResponse.newBuilder()
                .setErrorCode(code.value())
                .setErrorMessage(message)
                .build();
    }
}
