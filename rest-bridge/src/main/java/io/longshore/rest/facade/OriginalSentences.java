package io.longshore.rest.facade;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.longshore.rest.zstack.v1.BackupStorageMigrateImageRequest;
import io.longshore.rest.zstack.v1.CreateDataVolumeTemplateFromVolumeBackupRequest;
import io.longshore.rest.zstack.v1.ImageActionsRequest;
import io.longshore.rest.zstack.v1.VmBackupActionsRequest;
import io.longshore.v1.ErrorReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says a refusal in the very words of the original, where they are known and the request and the failure tell enough to write them. What
 * varies in a failure is told by name ({@code imageUuid}, {@code backupStorageUuid}, {@code status}) beside its text.
 */
final class OriginalSentences {
    private OriginalSentences() {}

    /** The refusal of a request, in the original's words where they are known. */
    static Refusal of(Message request, Refusal refusal, Call call) {
        return missing(request, refusal)
                .or(() -> switch (request) {
                    case BackupStorageMigrateImageRequest migrate -> migration(migrate, refusal.reason());
                    case VmBackupActionsRequest sync -> sync(sync, refusal);
                    case CreateDataVolumeTemplateFromVolumeBackupRequest create -> template(create, refusal.reason());
                    default -> Optional.empty();
                })
                .map(refusal::saying)
                .orElseGet(() -> request instanceof ImageActionsRequest action
                        ? ImageSentences.of(action, refusal, call)
                        : refusal);
    }

    private static Optional<String> migration(BackupStorageMigrateImageRequest request, ErrorReason reason) {
        var image = request.getImageUuid();
        var source = request.getBackupstoragemigrateimage().getSrcBackupStorageUuid();
        return switch (reason) {
            case SAME_STORAGE -> Optional.of("Source BS and Destination BS cannot be the same.");
            case STORAGE_DISABLED -> Optional.of("Source BS and Destination BS must not be Disabled.");
            case IMAGE_NOT_READY ->
                Optional.of("Image[uuid:%s] is not in status Ready, cannot migrate it.".formatted(image));
            case IMAGE_NOT_ON_STORAGE ->
                Optional.of("Image[uuid:%s] is not in source backup storage[uuid:%s]".formatted(image, source));
            default -> Optional.empty();
        };
    }

    private static Optional<String> sync(VmBackupActionsRequest request, Refusal refusal) {
        var group = request.getGroupUuid();
        var storages = request.getSyncvmbackupfromimagestorebackupstorage();
        return switch (refusal.reason()) {
            case GROUP_NOT_FOUND -> Optional.of("No volume backups found with group uuid: " + group);
            case ROOT_VOLUME_MISSING -> Optional.of("Root volume missing within group uuid: " + group);
            case SEVERAL_ROOT_VOLUMES -> Optional.of("Multiple root volumes found within group uuid: " + group);
            case STORAGE_DISABLED ->
                Optional.of(
                        "One of the backup storage[uuids: %s, %s] is in the state of Disabled, can not do sync operation"
                                .formatted(storages.getDstBackupStorageUuid(), storages.getSrcBackupStorageUuid()));
            case VOLUME_BACKUP_NOT_ON_STORAGE ->
                refusal.told("volumeBackupUuid")
                        .map(backup -> "volume backup[uuid:%s] not found in backup storage[uuid:%s]"
                                .formatted(backup, storages.getSrcBackupStorageUuid()));
            default -> Optional.empty();
        };
    }

    private static Optional<String> template(
            CreateDataVolumeTemplateFromVolumeBackupRequest request, ErrorReason reason) {
        return reason == ErrorReason.VOLUME_BACKUP_NOT_READY
                ? Optional.of(
                        "Volume backup[uuid:%s] not found on any backup storage".formatted(request.getBackupUuid()))
                : Optional.empty();
    }

    /** Which field named what is missing: the one whose uuid the failure tells or else the only one of its kind. */
    private static Optional<String> missing(Message request, Refusal refusal) {
        var kind = Resources.ofReason(refusal.reason());
        var candidates = resourceFields(request).stream()
                .filter(field -> kind.matches(FieldRules.rule(field.field()).getResource()))
                .toList();
        return candidates.stream()
                .filter(field -> refusal.tells(Uuids.ofJob(field.uuid())))
                .findFirst()
                .or(() -> candidates.size() == 1 ? Optional.of(candidates.getFirst()) : Optional.empty())
                .map(field -> Resources.notFound(
                        field.field().getJsonName(),
                        field.uuid(),
                        FieldRules.rule(field.field()).getResource()));
    }

    private record ResourceField(FieldDescriptor field, String uuid) {}

    private static List<ResourceField> resourceFields(Message message) {
        var found = new ArrayList<ResourceField>();
        message.getAllFields().forEach((field, value) -> {
            if (value instanceof String uuid
                    && !FieldRules.rule(field).getResource().isEmpty()) {
                found.add(new ResourceField(field, uuid));
            } else if (value instanceof Message inner) {
                found.addAll(resourceFields(inner));
            }
        });
        return found;
    }
}
