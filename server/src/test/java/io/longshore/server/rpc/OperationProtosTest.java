package io.longshore.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.longshore.server.secret.SealedSecret;
import io.longshore.server.storage.StorageOperation;
import io.longshore.server.task.Operation;
import io.longshore.v1.AddImageRequest;
import io.longshore.v1.ChangeBackupStorageStateRequest;
import io.longshore.v1.ChangeImageStateRequest;
import io.longshore.v1.CreateBackupStorageRequest;
import io.longshore.v1.CreateDataVolumeTemplateRequest;
import io.longshore.v1.CreateVmBackupRequest;
import io.longshore.v1.CreateVolumeBackupRequest;
import io.longshore.v1.DeleteImageRequest;
import io.longshore.v1.EmptyTrashRequest;
import io.longshore.v1.ExpungeImageRequest;
import io.longshore.v1.FileLocation;
import io.longshore.v1.MigrateImageRequest;
import io.longshore.v1.RecoverImageRequest;
import io.longshore.v1.S3KeyPair;
import io.longshore.v1.S3Location;
import io.longshore.v1.SyncVmBackupRequest;
import io.longshore.v1.Task;
import io.longshore.v1.UpdateImageRequest;
import io.longshore.v1.VolumeUpload;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A task tells each field of the request that started it. Requests are filled by their descriptors: a field that is new in one is asked for here. */
class OperationProtosTest {
    /** What is said of the call, not of what it asks for. */
    private static final Set<String> OF_THE_CALL = Set.of("request_id", "watch");

    private final OperationProtos protos = new OperationProtos(new StorageProtos(_ -> {
        throw new AssertionError("not asked for");
    }));

    @Test
    void ofImages() {
        check(AddImageRequest.newBuilder(), "image_uuid", ImageRequests::addImage);
        check(UpdateImageRequest.newBuilder(), "image_uuid", ImageRequests::updateImage);
        check(ChangeImageStateRequest.newBuilder(), "image_uuid", ImageRequests::changeImageState);
        check(RecoverImageRequest.newBuilder(), "image_uuid", ImageRequests::recoverImage);
        check(DeleteImageRequest.newBuilder(), "image_uuid", ImageRequests::deleteImage);
        check(ExpungeImageRequest.newBuilder(), "image_uuid", ImageRequests::expungeImage);
        check(MigrateImageRequest.newBuilder(), "image_uuid", ImageRequests::migration);
        check(CreateDataVolumeTemplateRequest.newBuilder(), "image_uuid", ImageRequests::createDataVolumeTemplate);
    }

    @Test
    void ofBackups() {
        check(SyncVmBackupRequest.newBuilder(), "group_uuid", BackupRequests::sync);
        check(CreateVmBackupRequest.newBuilder(), "group_uuid", BackupRequests::createVmBackup);
        check(CreateVolumeBackupRequest.newBuilder(), "volume_backup_uuid", BackupRequests::createVolumeBackup);
    }

    @Test
    void ofStorages() {
        check(CreateBackupStorageRequest.newBuilder(), "backup_storage_uuid", OperationProtosTest::createBackupStorage);
        check(ChangeBackupStorageStateRequest.newBuilder(), "backup_storage_uuid", StorageRequests::changeState);
        check(EmptyTrashRequest.newBuilder(), "backup_storage_uuid", StorageRequests::emptyTrash);
    }

    private static StorageOperation.CreateBackupStorage createBackupStorage(CreateBackupStorageRequest request) {
        return StorageRequests.createBackupStorage(request, _ -> new SealedSecret("sealed"));
    }

    @Test
    void secretsAreLeftOut() {
        var keys = S3KeyPair.newBuilder().setAccessKeyId("id").setSecretAccessKey("secret");
        var request = CreateBackupStorageRequest.newBuilder()
                .setS3(S3Location.newBuilder().setBucket("bucket").setKeyPair(keys));
        assertThat(told(createBackupStorage(request.build())).get("s3").toString())
                .contains("bucket", "id")
                .doesNotContain("secret_access_key", "sealed");
    }

    @Test
    void whatWasNotSaidIsNotThere() {
        var update = UpdateImageRequest.newBuilder()
                .setUuid(uuid("image"))
                .setName("new")
                .build();
        assertThat(told(ImageRequests.updateImage(update)))
                .isEqualTo(Map.of("image_uuid", uuid("image"), "name", "new"));
    }

    /** How a request becomes an operation. */
    private interface Reading<R> {
        Operation of(R request);
    }

    @SuppressWarnings("unchecked") // the builder builds its own message
    private <B extends Message.Builder, R extends Message> void check(B builder, String uuidField, Reading<R> reading) {
        fill(builder);
        var expected = flat(builder, uuidField);
        assertThat(told(reading.of((R) builder.build()))).as("%s", expected).containsAllEntriesOf(expected);
    }

    private Map<String, Object> told(Operation operation) {
        var task = Task.newBuilder();
        protos.putOperation(task, operation);
        var told = (Message) task.getField(
                task.getOneofFieldDescriptor(Task.getDescriptor().getOneofs().getFirst()));
        var fields = new TreeMap<String, Object>();
        told.getAllFields().forEach((field, value) -> fields.put(field.getName(), value));
        return fields;
    }

    /** The fields as an operation names them. */
    private static Map<String, Object> flat(Message.Builder request, String uuidField) {
        var fields = new TreeMap<String, Object>();
        request.getAllFields().forEach((field, value) -> {
            switch (value) {
                case VolumeUpload volume -> fields.putAll(flat(volume.toBuilder(), uuidField));
                case List<?> list
                when field.getName().equals("volumes") ->
                    fields.put(
                            "volumes",
                            list.stream().map(OperationProtosTest::volume).toList());
                default -> fields.putIfAbsent(field.getName().equals("uuid") ? uuidField : field.getName(), value);
            }
        });
        return fields;
    }

    private static Message volume(Object upload) {
        var volume = (VolumeUpload) upload;
        return io.longshore.v1.VmBackupVolume.newBuilder()
                .setUploadUuid(volume.getUploadUuid())
                .setVolumeBackupUuid(volume.getUuid())
                .setVolumeUuid(volume.getVolumeUuid())
                .setType(volume.getType())
                .setFormat(volume.getFormat())
                .setExpectedRoot(volume.getExpectedRoot())
                .setName(volume.getName())
                .build();
    }

    private static void fill(Message.Builder builder) {
        for (var field : builder.getDescriptorForType().getFields()) {
            var oneof = field.getRealContainingOneof();
            if (OF_THE_CALL.contains(field.getName()) || (oneof != null && builder.hasOneof(oneof))) {
                continue;
            }
            if (field.isRepeated()) {
                IntStream.range(0, 2).forEach(_ -> builder.addRepeatedField(field, value(builder, field)));
            } else {
                builder.setField(field, value(builder, field));
            }
        }
    }

    private static Object value(Message.Builder builder, FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case STRING -> field.getName().contains("uuid") ? uuid(field.getName()) : field.getName();
            case BOOLEAN -> true;
            case LONG -> 5L << 20;
            case INT -> 3;
            case ENUM -> field.getEnumType().findValueByNumber(2);
            case MESSAGE -> message(builder, field);
            default -> throw new AssertionError(field.getFullName() + ": " + field.getJavaType());
        };
    }

    private static Message message(Message.Builder builder, FieldDescriptor field) {
        var inner = builder.newBuilderForField(field);
        if (inner instanceof FileLocation.Builder) {
            return FileLocation.newBuilder().setPath("/srv/a").build();
        }
        fill(inner);
        return inner.build();
    }

    private static String uuid(String name) {
        return "%032x".formatted(name.hashCode());
    }
}
