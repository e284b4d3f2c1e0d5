package io.longshore.server.image;

import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.Tombstone;
import io.longshore.server.image.Image.ImageRef;
import io.longshore.server.image.Image.ImageState;
import io.longshore.server.image.Image.ImageStatus;
import io.longshore.server.image.Image.MediaType;
import io.longshore.server.storage.AdoptedRows;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Images that come back with their storage. One that the catalog has keeps what is said of it there. */
public final class AdoptedImages implements AdoptedRows {
    private final Images images;
    private final InstantSource clock;

    public AdoptedImages(Images images, InstantSource clock) {
        this.images = images;
        this.clock = clock;
    }

    @Override
    public ManifestKind kind() {
        return ManifestKind.IMAGE;
    }

    @Override
    public Set<String> letGo(String backupStorageUuid) {
        var uuids = images.refsOn(backupStorageUuid).stream()
                .map(ImageRef::imageUuid)
                .collect(Collectors.toSet());
        uuids.forEach(uuid -> images.removeRef(uuid, backupStorageUuid));
        return uuids;
    }

    @Override
    public Optional<String> take(Found found) {
        var existing = images.find(found.uuid());
        if (existing.isEmpty()) {
            images.insert(image(found));
            return Optional.empty();
        }
        var image = existing.get();
        if (!found.disk().content().equals(image.identity())) {
            return Optional.of("another image has its uuid: " + image.identity() + " (expected: "
                    + found.disk().content() + ")");
        }
        if (image.on(found.backupStorageUuid()).isPresent()) {
            return Optional.of("the image has a newer manifest on this storage");
        }
        images.putRef(ref(found));
        ImageStatuses.settle(images, image.uuid(), clock.instant());
        return Optional.empty();
    }

    private static ImageRef ref(Found found) {
        var published = found.manifest().provenance().published();
        return new ImageRef(
                0,
                found.uuid(),
                found.backupStorageUuid(),
                found.installPath(),
                found.manifest().key().id(),
                status(found),
                null,
                null,
                published,
                found.tombstone().map(Tombstone::since).orElse(published));
    }

    private static ImageStatus status(Found found) {
        return found.tombstone().isPresent() ? ImageStatus.DELETED : ImageStatus.READY;
    }

    private Image image(Found found) {
        var disk = found.disk();
        var usual = disk.format().equals("iso") ? MediaType.ISO : MediaType.ROOT_VOLUME_TEMPLATE;
        var virtio = found.property(ImageNotes.VIRTIO);
        return new Image(
                found.uuid(),
                found.accountUuid(),
                found.name(),
                found.description(),
                found.property(ImageNotes.STATE, ImageState.class, ImageState.ENABLED),
                status(found),
                found.property(ImageNotes.MEDIA_TYPE, MediaType.class, usual),
                disk.format(),
                found.property(
                        ImageNotes.SIZE_BYTES,
                        disk.disk().orElse(disk.content()).lengthBytes()),
                found.property(ImageNotes.ACTUAL_SIZE_BYTES, found.actualSizeBytes()),
                disk.md5().orElse(null),
                found.property(ImageNotes.URL),
                found.property(ImageNotes.GUEST_OS_TYPE),
                found.property(ImageNotes.PLATFORM),
                found.property(ImageNotes.ARCHITECTURE),
                Boolean.parseBoolean(found.property(ImageNotes.SYSTEM)),
                virtio == null ? null : Boolean.valueOf(virtio),
                disk.content(),
                List.of(ref(found)),
                found.tags("system:"),
                found.tags("user:"),
                found.created(ImageNotes.CREATE_TIME),
                clock.instant());
    }

    @Override
    public void settle(Set<String> uuids) {
        for (var uuid : uuids) {
            var image = images.find(uuid);
            if (image.isPresent() && image.get().backupStorageRefs().isEmpty()) {
                images.delete(uuid);
            } else if (image.isPresent()) {
                ImageStatuses.settle(images, uuid, clock.instant());
            }
        }
    }
}
