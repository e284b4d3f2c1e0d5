package io.longshore.rest.facade;

import io.longshore.rest.zstack.v1.ImageActionsRequest;
import io.longshore.rest.zstack.v1.ImageActionsRequest.ActionCase;
import io.longshore.v1.GetImageRequest;
import io.longshore.v1.ImageServiceGrpc;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The original's sentences for images that cannot be recovered or expunged. They name the image, which is looked up for it. */
final class ImageSentences {
    private ImageSentences() {}

    /** The refusal in the original's words and with its code, as far as they are known. */
    static Refusal of(ImageActionsRequest request, Refusal refusal, Call call) {
        var storage = refusal.told("backupStorageUuid");
        return switch (refusal.reason()) {
            case IMAGE_NOT_DELETED ->
                storage.isEmpty()
                        ? refusal.saying(
                                "%s is not deleted on any backup storage".formatted(image(request.getUuid(), call)))
                        : refusal.as(
                                ErrorCodes.INVALID_ARGUMENT,
                                notDeletedOn(request, refusal, storage.get(), image(request.getUuid(), call)));
            case IMAGE_NOT_ON_STORAGE ->
                refusal.as(
                        ErrorCodes.INVALID_ARGUMENT,
                        "%s is not on the backup storage[uuid:%s]"
                                .formatted(image(request.getUuid(), call), storage.orElse("")));
            case INVALID_ARGUMENT ->
                storages(request).stream()
                        .filter(uuid -> !Uuids.wellFormed(uuid))
                        .findFirst()
                        .map(uuid -> refusal.saying("%s is not on the backup storage[uuid:%s]"
                                .formatted(image(request.getUuid(), call), uuid)))
                        .orElse(refusal);
            default -> refusal;
        };
    }

    private static List<String> storages(ImageActionsRequest request) {
        return request.hasExpungeimage()
                ? request.getExpungeimage().getBackupStorageUuidsList()
                : request.getRecoverimage().getBackupStorageUuidsList();
    }

    private static String notDeletedOn(ImageActionsRequest request, Refusal refusal, String storage, String image) {
        return request.getActionCase() == ActionCase.EXPUNGEIMAGE
                ? "%s is not deleted on the backup storage[uuid:%s]".formatted(image, storage)
                : "%s's status[%s] is not Deleted on the backup storage[uuid:%s]"
                        .formatted(image, word(refusal.told("status")), storage);
    }

    private static String image(String uuid, Call call) {
        return "the image[uuid:%s, name:%s]".formatted(uuid, name(uuid, call));
    }

    private static String name(String uuid, Call call) {
        try {
            var request = GetImageRequest.newBuilder().setUuid(uuid).build();
            return call.unary(ImageServiceGrpc.getGetImageMethod(), request)
                    .getImage()
                    .getName();
        } catch (Refusal _) {
            return ""; // gone meanwhile: the sentence is worth more than the name
        }
    }

    /** {@code READY} as the original writes it. */
    private static String word(Optional<String> status) {
        return status.filter(text -> !text.isEmpty())
                .map(text -> text.charAt(0) + text.substring(1).toLowerCase(Locale.ROOT))
                .orElse("");
    }
}
