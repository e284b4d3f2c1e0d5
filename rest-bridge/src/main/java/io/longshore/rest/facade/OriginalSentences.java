package io.longshore.rest.facade;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.longshore.rest.zstack.v1.BackupStorageMigrateImageRequest;
import io.longshore.rest.zstack.v1.VmBackupActionsRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says a refusal in the very words of the original, where the request tells enough to write them. Codes are left as they are. */
final class OriginalSentences {
    private OriginalSentences() {}

    /** The refusal of a request, in the original's words where they are known. */
    static Refusal of(Message request, Refusal refusal) {
        return notFound(request, refusal)
                .or(() -> switch (request) {
                    case BackupStorageMigrateImageRequest migrate -> migration(migrate, refusal.reason());
                    case VmBackupActionsRequest sync -> sync(sync, refusal.reason());
                    default -> Optional.empty();
                })
                .map(refusal::saying)
                .orElse(refusal);
    }

    private static Optional<String> migration(BackupStorageMigrateImageRequest request, String reason) {
        var image = request.getImageUuid();
        var source = request.getBackupstoragemigrateimage().getSrcBackupStorageUuid();
        return Optional.ofNullable(
                switch (reason) {
                    case "SAME_STORAGE" -> "Source BS and Destination BS cannot be the same.";
                    case "STORAGE_DISABLED" -> "Source BS and Destination BS must not be Disabled.";
                    case "IMAGE_NOT_READY" ->
                        "Image[uuid:%s] is not in status Ready, cannot migrate it.".formatted(image);
                    case "IMAGE_NOT_ON_STORAGE" ->
                        "Image[uuid:%s] is not in source backup storage[uuid:%s]".formatted(image, source);
                    default -> null;
                });
    }

    private static Optional<String> sync(VmBackupActionsRequest request, String reason) {
        var group = request.getGroupUuid();
        var storages = request.getSyncvmbackupfromimagestorebackupstorage();
        return Optional.ofNullable(
                switch (reason) {
                    case "GROUP_NOT_FOUND" -> "No volume backups found with group uuid: " + group;
                    case "ROOT_VOLUME_MISSING" -> "Root volume missing within group uuid: " + group;
                    case "SEVERAL_ROOT_VOLUMES" -> "Multiple root volumes found within group uuid: " + group;
                    case "STORAGE_DISABLED" ->
                        "One of the backup storage[uuids: %s, %s] is in the state of Disabled, can not do sync operation"
                                .formatted(storages.getDstBackupStorageUuid(), storages.getSrcBackupStorageUuid());
                    default -> null;
                });
    }

    /** Which field named what is missing: the only one of its kind or, of several, the one whose uuid the error names. */
    private static Optional<String> notFound(Message request, Refusal refusal) {
        var kind = Resources.ofReason(refusal.reason());
        var named = new ArrayList<String>();
        var candidates = new ArrayList<String>();
        for (var field : resourceFields(request)) {
            var originalClass = FieldRules.rule(field.field()).getResource();
            if (kind.matches(originalClass)) {
                var sentence = Resources.notFound(field.field().getJsonName(), field.uuid(), originalClass);
                candidates.add(sentence);
                if (refusal.error().getDetails().contains(Uuids.ofJob(field.uuid()))) {
                    named.add(sentence);
                }
            }
        }
        var found = named.isEmpty() && candidates.size() == 1 ? candidates : named;
        return found.stream().findFirst();
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
