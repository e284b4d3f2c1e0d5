package io.longshore.client.scenario;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.StatusException;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.ClientCalls;
import io.longshore.client.Longshore;
import io.longshore.client.Operation;
import io.longshore.v1.AddImageRequest;
import io.longshore.v1.BackupServiceGrpc;
import io.longshore.v1.BackupStorageServiceGrpc;
import io.longshore.v1.ContentServiceGrpc;
import io.longshore.v1.CreateDataVolumeTemplateRequest;
import io.longshore.v1.CreateVmBackupRequest;
import io.longshore.v1.ImageServiceGrpc;
import io.longshore.v1.MigrateImageRequest;
import io.longshore.v1.SessionServiceGrpc;
import io.longshore.v1.SyncVmBackupRequest;
import io.longshore.v1.TaskServiceGrpc;
import java.util.List;

/** Calls and operations by their methods' full names. */
final class Calls {
    private static final List<ServiceDescriptor> SERVICES = List.of(
            SessionServiceGrpc.getServiceDescriptor(),
            ImageServiceGrpc.getServiceDescriptor(),
            BackupServiceGrpc.getServiceDescriptor(),
            BackupStorageServiceGrpc.getServiceDescriptor(),
            ContentServiceGrpc.getServiceDescriptor(),
            TaskServiceGrpc.getServiceDescriptor());

    private Calls() {}

    /** Makes a call; the last message that comes. */
    static Message call(Longshore server, String name, String request) throws Exception {
        var method = method(name);
        var message = Messages.read(request, empty(method.getRequestMarshaller()).toBuilder())
                .build();
        return server.call(() -> last(server.tasks(), method, message));
    }

    private static Message last(AbstractStub<?> stub, MethodDescriptor<Message, Message> method, Message request)
            throws StatusException {
        if (method.getType() == MethodDescriptor.MethodType.UNARY) {
            return ClientCalls.blockingV2UnaryCall(stub.getChannel(), method, CallOptions.DEFAULT, request);
        }
        var call = ClientCalls.blockingV2ServerStreamingCall(stub.getChannel(), method, CallOptions.DEFAULT, request);
        try {
            var last = empty(method.getResponseMarshaller());
            for (var next = call.read(); next != null; next = call.read()) {
                last = next;
            }
            return last;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static MethodDescriptor<Message, Message> method(String name) {
        return SERVICES.stream()
                .flatMap(service -> service.getMethods().stream())
                .filter(method -> method.getFullMethodName().equals(name))
                .map(method -> (MethodDescriptor<Message, Message>) method)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("method: " + name + " (expected: one of longshore.v1)"));
    }

    private static Message empty(MethodDescriptor.Marshaller<Message> marshaller) {
        return ((MethodDescriptor.PrototypeMarshaller<Message>) marshaller).getMessagePrototype();
    }

    /** An operation as the library has it. */
    static Operation<?> operation(String name, String request) throws Exception {
        return switch (name.substring(name.indexOf('/') + 1)) {
            case "AddImage" ->
                Operation.addImage(
                        Messages.read(request, AddImageRequest.newBuilder()).build());
            case "MigrateImage" ->
                Operation.migrateImage(
                        Messages.read(request, MigrateImageRequest.newBuilder()).build());
            case "CreateDataVolumeTemplate" ->
                Operation.createDataVolumeTemplate(Messages.read(request, CreateDataVolumeTemplateRequest.newBuilder())
                        .build());
            case "CreateVmBackup" ->
                Operation.createVmBackup(Messages.read(request, CreateVmBackupRequest.newBuilder())
                        .build());
            case "SyncVmBackup" ->
                Operation.syncVmBackup(
                        Messages.read(request, SyncVmBackupRequest.newBuilder()).build());
            default -> throw new IllegalArgumentException("method: " + name + " (expected: one that starts a task)");
        };
    }
}
