package io.longshore.rest.facade;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.AnnotationsProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.longshore.rest.zstack.v1.ErrorBody;
import io.longshore.rest.zstack.v1.GetTaskProgressRequest;
import io.longshore.rest.zstack.v1.GetTrashOnBackupStorageRequest;
import io.longshore.rest.zstack.v1.ImageActionsRequest;
import io.longshore.rest.zstack.v1.ImageInventory;
import io.longshore.rest.zstack.v1.LogInByAccountRequest;
import io.longshore.rest.zstack.v1.VmBackupActionsRequest;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The facade's descriptors are what the bridge is driven by: they must say what it understands. */
class FacadeTest {
    private static final List<FileDescriptor> FILES = List.of(
            ErrorBody.getDescriptor().getFile(),
            ImageInventory.getDescriptor().getFile(),
            ImageActionsRequest.getDescriptor().getFile(),
            VmBackupActionsRequest.getDescriptor().getFile(),
            GetTrashOnBackupStorageRequest.getDescriptor().getFile(),
            LogInByAccountRequest.getDescriptor().getFile(),
            GetTaskProgressRequest.getDescriptor().getFile());

    @Test
    void everyApiHasARouteAndIsAnswered() {
        var channel = InProcessChannelBuilder.forName("nobody").build();
        try {
            var answered = Facade.over(channel, ZoneOffset.UTC, "key", Clock.systemUTC()).methods().stream()
                    .map(FacadeMethod::descriptor)
                    .toList();
            var written = FILES.stream()
                    .flatMap(file -> file.getServices().stream())
                    .flatMap(service -> service.getMethods().stream())
                    .toList();
            assertThat(answered).containsExactlyInAnyOrderElementsOf(written);
            assertThat(written)
                    .allMatch(method -> method.getOptions().hasExtension(AnnotationsProto.http))
                    .allMatch(method -> method.getOptions().hasExtension(io.longshore.rest.zstack.v1.OptionsProto.api));
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void messagesHoldWhatTheOriginalsJsonHolds() {
        assertThat(FILES.stream()
                        .flatMap(file -> file.getMessageTypes().stream())
                        .flatMap(message -> fields(message).stream()))
                .allSatisfy(field -> {
                    assertThat(field.getJavaType())
                            .as(field.getFullName())
                            .isIn(EnumSet.of(
                                    JavaType.STRING,
                                    JavaType.LONG,
                                    JavaType.DOUBLE,
                                    JavaType.BOOLEAN,
                                    JavaType.MESSAGE));
                    assertThat(field.hasPresence() || field.isRepeated())
                            .as("%s may be left out", field.getFullName())
                            .isTrue();
                });
    }

    @Test
    void actionsAreWrittenSoThatBothSpellingsOfTheDocumentsAreRead() {
        var actions = FILES.stream()
                .flatMap(file -> file.getMessageTypes().stream())
                .flatMap(message -> message.getOneofs().stream())
                .filter(oneof -> oneof.getName().equals("action"))
                .flatMap(oneof -> oneof.getFields().stream());
        assertThat(actions)
                .isNotEmpty()
                .allSatisfy(action -> assertThat(action.getName())
                        .isEqualTo(action.getJsonName().toLowerCase(java.util.Locale.ROOT)));
    }

    private static List<FieldDescriptor> fields(Descriptor message) {
        return message.getOptions().getMapEntry() ? List.of() : message.getFields();
    }
}
