package io.longshore.server.image;

import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.Tombstone;
import io.longshore.server.image.Image.ImageRef;
import io.longshore.server.image.Image.ImageStatus;
import io.longshore.server.storage.ManifestRows;
import io.longshore.server.storage.TrashEntry;
import io.longshore.server.task.Transactions;
import io.longshore.server.uuid.Uuids;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What the images' rows say of manifests. */
public final class ImageManifests implements ManifestRows {
    /** Stands in a tombstone for the task that deleted an image where only the reconciler knows of the deletion. */
    private static final UUID NO_TASK = new UUID(0, 0);

    private final Images images;
    private final Transactions transactions;
    private final InstantSource clock;

    public ImageManifests(Images images, Transactions transactions, InstantSource clock) {
        this.images = images;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** The manifest that a reference names. */
    static ManifestKey key(ImageRef ref) {
        return new ManifestKey(ManifestKind.IMAGE, Uuids.parse(ref.imageUuid()), ref.manifestId());
    }

    @Override
    public List<Row> on(String backupStorageUuid) {
        return images.refsOn(backupStorageUuid).stream()
                .filter(ref -> !ref.manifestId().isEmpty())
                .map(ref -> new Row(key(ref), standing(ref)))
                .toList();
    }

    @Override
    public Optional<Standing> standing(String backupStorageUuid, ManifestKey key) {
        if (key.kind() != ManifestKind.IMAGE) {
            return Optional.empty();
        }
        return images.find(Uuids.of(key.uuid()))
                .flatMap(image -> image.on(backupStorageUuid))
                .filter(ref -> ref.manifestId().equals(key.id()))
                .map(ImageManifests::standing);
    }

    private static Standing standing(ImageRef ref) {
        return switch (ref.status()) {
            case CREATING, DOWNLOADING, READY, ERROR, MIGRATING -> new Kept();
            case DELETED -> new Trashed(new Tombstone(key(ref), NO_TASK, ref.updateTime(), TrashEntry.DELETED));
            case EXPUNGING -> new Expunging();
        };
    }

    @Override
    public void removeExpunged(String backupStorageUuid, ManifestKey key) {
        if (key.kind() == ManifestKind.IMAGE) {
            transactions.write(() -> removeExpunged(images, backupStorageUuid, key, clock));
        }
    }

    @Override
    public void keepExpunging(String backupStorageUuid, ManifestKey key) {
        if (key.kind() == ManifestKind.IMAGE) {
            transactions.write(() -> keepExpunging(images, backupStorageUuid, key, clock));
        }
    }

    /** Has a reference that is expunging deleted again. In a transaction. */
    static void keepExpunging(Images images, String backupStorageUuid, ManifestKey key, InstantSource clock) {
        var uuid = Uuids.of(key.uuid());
        expunging(images, backupStorageUuid, key).ifPresent(ref -> {
            images.putRef(ref.withStatus(ImageStatus.DELETED, clock.instant()));
            ImageStatuses.settle(images, uuid, clock.instant());
        });
    }

    private static Optional<ImageRef> expunging(Images images, String backupStorageUuid, ManifestKey key) {
        return images.find(Uuids.of(key.uuid()))
                .flatMap(image -> image.on(backupStorageUuid))
                .filter(ref -> ref.manifestId().equals(key.id()) && ref.status() == ImageStatus.EXPUNGING);
    }

    /** Removes a reference whose bits are gone, and with the last one its image. In a transaction. */
    static void removeExpunged(Images images, String backupStorageUuid, ManifestKey key, InstantSource clock) {
        var uuid = Uuids.of(key.uuid());
        if (expunging(images, backupStorageUuid, key).isEmpty()) {
            return;
        }
        images.removeRef(uuid, backupStorageUuid);
        if (images.find(uuid).orElseThrow().backupStorageRefs().isEmpty()) {
            images.delete(uuid);
        } else {
            ImageStatuses.settle(images, uuid, clock.instant());
        }
    }
}
