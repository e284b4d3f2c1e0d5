package io.longshore.server.rpc;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;

/**
 * Puts the JSON names of fields into descriptors. Java's generated code leaves them out, since they follow from the fields' names; some clients, grpcurl among them,
 * do not work them out and would print other names than every other JSON of these messages has.
 */
final class JsonNames {
    private JsonNames() {}

    /** The file as protoc hands it to its plugins. */
    static FileDescriptorProto fileWithJsonNames(FileDescriptor file) {
        var proto = file.toProto().toBuilder();
        for (var message : file.getMessageTypes()) {
            proto.setMessageType(message.getIndex(), withJsonNames(message));
        }
        for (var extension : file.getExtensions()) {
            proto.getExtensionBuilder(extension.getIndex()).setJsonName(extension.getJsonName());
        }
        return proto.build();
    }

    private static DescriptorProto withJsonNames(Descriptor message) {
        var proto = message.toProto().toBuilder();
        for (var field : message.getFields()) {
            proto.getFieldBuilder(field.getIndex()).setJsonName(field.getJsonName());
        }
        for (var nested : message.getNestedTypes()) {
            proto.setNestedType(nested.getIndex(), withJsonNames(nested));
        }
        for (var extension : message.getExtensions()) {
            proto.getExtensionBuilder(extension.getIndex()).setJsonName(extension.getJsonName());
        }
        return proto.build();
    }
}
