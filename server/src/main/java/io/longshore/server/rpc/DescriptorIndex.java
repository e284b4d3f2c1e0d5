package io.longshore.server.rpc;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/** Files of descriptors, found by their names and by what stands in them. */
final class DescriptorIndex {
    private final SequencedMap<String, FileDescriptor> files = new LinkedHashMap<>();
    private final Map<String, FileDescriptor> symbols = new HashMap<>();
    private final Map<String, TreeMap<Integer, FileDescriptor>> extensions = new HashMap<>();

    /** An index of these files and of all that they import. */
    DescriptorIndex(Collection<FileDescriptor> roots) {
        for (var file : withImports(roots)) {
            files.put(file.getName(), file);
            file.getServices().forEach(this::addService);
            file.getMessageTypes().forEach(this::addMessage);
            file.getEnumTypes().forEach(this::addEnum);
            file.getExtensions().forEach(this::addExtension);
        }
    }

    /** These files and all that they import, each once. */
    static Collection<FileDescriptor> withImports(Collection<FileDescriptor> roots) {
        var found = new LinkedHashMap<String, FileDescriptor>();
        var open = new ArrayDeque<>(roots);
        while (!open.isEmpty()) {
            var file = open.pop();
            if (found.putIfAbsent(file.getName(), file) == null) {
                open.addAll(file.getDependencies());
            }
        }
        return found.values();
    }

    private void addService(ServiceDescriptor service) {
        symbols.put(service.getFullName(), service.getFile());
        service.getMethods().forEach(method -> symbols.put(method.getFullName(), method.getFile()));
    }

    private void addMessage(Descriptor message) {
        symbols.put(message.getFullName(), message.getFile());
        message.getFields().forEach(field -> symbols.put(field.getFullName(), field.getFile()));
        message.getOneofs().forEach(oneof -> symbols.put(oneof.getFullName(), oneof.getFile()));
        message.getNestedTypes().forEach(this::addMessage);
        message.getEnumTypes().forEach(this::addEnum);
        message.getExtensions().forEach(this::addExtension);
    }

    private void addEnum(EnumDescriptor type) {
        symbols.put(type.getFullName(), type.getFile());
        type.getValues().forEach(value -> symbols.put(value.getFullName(), value.getFile()));
    }

    private void addExtension(FieldDescriptor extension) {
        symbols.put(extension.getFullName(), extension.getFile());
        extensions
                .computeIfAbsent(extension.getContainingType().getFullName(), _ -> new TreeMap<>())
                .put(extension.getNumber(), extension.getFile());
    }

    Optional<FileDescriptor> fileNamed(String name) {
        return Optional.ofNullable(files.get(name));
    }

    /** The file in which a message, enum, service, method, field or extension stands. */
    Optional<FileDescriptor> fileOf(String symbol) {
        return Optional.ofNullable(symbols.get(symbol));
    }

    Optional<FileDescriptor> fileOfExtension(String message, int number) {
        return Optional.ofNullable(extensions.get(message)).map(numbers -> numbers.get(number));
    }

    /** The numbers by which a message is extended, ascending; empty where there is no such message. */
    Optional<List<Integer>> extensionNumbers(String message) {
        return symbols.containsKey(message)
                ? Optional.of(List.copyOf(
                        extensions.getOrDefault(message, new TreeMap<>()).keySet()))
                : Optional.empty();
    }
}
