package io.longshore.envoy;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.rpc.ErrorDetailsProto;
import com.google.rpc.StatusProto;
import io.longshore.rest.zstack.v1.DeleteVolumeBackupRequest;
import io.longshore.rest.zstack.v1.GetApiJobRequest;
import io.longshore.rest.zstack.v1.GetTaskProgressRequest;
import io.longshore.rest.zstack.v1.GetTrashOnBackupStorageRequest;
import io.longshore.rest.zstack.v1.ImageActionsRequest;
import io.longshore.rest.zstack.v1.LogInByAccountRequest;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What Envoy has to know of the facade, {@code longshore.rest.zstack.v1}. */
final class FacadeContract {
    /** A message of each of its files. */
    private static final List<FileDescriptor> FILES = Stream.of(
                    LogInByAccountRequest.getDescriptor(),
                    ImageActionsRequest.getDescriptor(),
                    DeleteVolumeBackupRequest.getDescriptor(),
                    GetTrashOnBackupStorageRequest.getDescriptor(),
                    GetTaskProgressRequest.getDescriptor(),
                    GetApiJobRequest.getDescriptor())
            .map(Descriptor::getFile)
            .toList();

    private FacadeContract() {}

    /** The full names of its services. */
    static List<String> services() {
        return FILES.stream()
                .flatMap(file -> file.getServices().stream())
                .map(ServiceDescriptor::getFullName)
                .toList();
    }

    /** Its files with all that they import, and those of errors' details: without these Envoy prints none of the error. */
    static FileDescriptorSet descriptorSet() {
        var files = new LinkedHashMap<String, FileDescriptor>();
        FILES.forEach(file -> collect(file, files));
        collect(StatusProto.getDescriptor(), files);
        collect(ErrorDetailsProto.getDescriptor(), files);
        return FileDescriptorSet.newBuilder()
                .addAllFile(files.values().stream().map(FileDescriptor::toProto).toList())
                .build();
    }

    /** Imports first, as protobuf wants it. */
    private static void collect(FileDescriptor file, Map<String, FileDescriptor> files) {
        if (!files.containsKey(file.getFullName())) {
            file.getDependencies().forEach(imported -> collect(imported, files));
            files.put(file.getFullName(), file);
        }
    }

    /** The keys of 64-bit integers in answers. A text of such a name would lose its quotes where it is made of digits: it is refused. */
    static Set<String> integers() {
        var fields = answers();
        var integers = names(fields, true);
        var others = names(fields, false);
        others.retainAll(integers);
        if (!others.isEmpty()) {
            throw new IllegalStateException("both integer and text: " + others + " (expected: one meaning a name)");
        }
        return integers;
    }

    /** The keys of actions, in lower case. */
    static Set<String> actions() {
        return FILES.stream()
                .flatMap(file -> file.getMessageTypes().stream())
                .flatMap(message -> message.getRealOneofs().stream())
                .map(OneofDescriptor::getFields)
                .flatMap(Collection::stream)
                .map(action -> action.getName().toLowerCase(Locale.ROOT))
                .filter(name -> !name.equals("params"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> names(List<FieldDescriptor> fields, boolean integers) {
        return fields.stream()
                .filter(field -> (field.getJavaType() == JavaType.LONG) == integers)
                .map(FieldDescriptor::getJsonName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<FieldDescriptor> answers() {
        var messages = new HashSet<Descriptor>();
        FILES.stream()
                .flatMap(file -> file.getServices().stream())
                .flatMap(service -> service.getMethods().stream())
                .forEach(method -> collect(method.getOutputType(), messages));
        return messages.stream()
                .flatMap(message -> message.getFields().stream())
                .toList();
    }

    private static void collect(Descriptor message, Set<Descriptor> messages) {
        if (message.getFile().getPackage().startsWith("longshore.") && messages.add(message)) {
            message.getFields().stream()
                    .filter(field -> field.getJavaType() == JavaType.MESSAGE)
                    .forEach(field -> collect(field.getMessageType(), messages));
        }
    }
}
