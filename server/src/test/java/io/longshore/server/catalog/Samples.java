package io.longshore.server.catalog;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskIdentity;
import io.longshore.server.account.Account;
import io.longshore.server.account.Session;
import io.longshore.server.backup.VolumeBackup;
import io.longshore.server.backup.VolumeBackup.VolumeBackupRef;
import io.longshore.server.content.Upload;
import io.longshore.server.image.Image;
import io.longshore.server.image.Image.ImageRef;
import io.longshore.server.image.Image.ImageState;
import io.longshore.server.image.Image.ImageStatus;
import io.longshore.server.image.Image.MediaType;
import io.longshore.server.query.Query;
import io.longshore.server.storage.BackupStorage;
import io.longshore.server.storage.Location;
import io.longshore.server.storage.StorageOptions;
import io.longshore.server.task.Caller;
import io.longshore.server.uuid.Uuids;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Values to keep and to find again. */
final class Samples {
    static final Instant NOW = Instant.parse("2026-03-04T05:06:07.891234Z");
    static final Account ACCOUNT = new Account(Caller.ADMIN_ACCOUNT_UUID, "admin", "hash");

    /** A list of everything. */
    static final Query ALL = new Query(List.of(), "", Query.DEFAULT_PAGE_SIZE, "", 0, false);

    private Samples() {}

    /** The same uuid for the same name. */
    static String uuid(String name) {
        return Digest.sha256(name.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 32);
    }

    static BackupStorage storage(String name) {
        return storage(name, Uuids.random());
    }

    static BackupStorage storage(String name, String uuid) {
        return new BackupStorage(
                uuid,
                Caller.ADMIN_ACCOUNT_UUID,
                name,
                null,
                BackupStorage.State.ENABLED,
                new Location.File(Path.of("/" + Uuids.random())),
                OptionalLong.of(1L << 40),
                new StorageOptions(1 << 20, 3, StorageOptions.Verification.CHECKSUM),
                0,
                List.of(),
                List.of("a", "ü"),
                NOW,
                NOW);
    }

    static Image bareImage(String name) {
        return new Image(
                uuid(name),
                Caller.ADMIN_ACCOUNT_UUID,
                name,
                null,
                ImageState.ENABLED,
                ImageStatus.CREATING,
                MediaType.ISO,
                "iso",
                0,
                0,
                null,
                null,
                null,
                null,
                null,
                false,
                null,
                null,
                List.of(),
                List.of(),
                List.of(),
                NOW,
                NOW);
    }

    /** An image with everything set. */
    static Image image(String name, List<ImageRef> refs) {
        return new Image(
                uuid(name),
                Caller.ADMIN_ACCOUNT_UUID,
                name,
                "described",
                ImageState.DISABLED,
                ImageStatus.READY,
                MediaType.ROOT_VOLUME_TEMPLATE,
                "qcow2",
                1L << 40,
                1L << 33,
                "0123456789abcdef0123456789abcdef",
                "upload://x",
                "Debian",
                "Linux",
                "x86_64",
                true,
                false,
                new DiskIdentity(1L << 30, Digest.sha256(new byte[] {1})),
                refs.stream().map(ref -> of(ref, uuid(name))).toList(),
                List.of("system::tag"),
                List.of("a", "b"),
                NOW,
                NOW.plusMillis(1));
    }

    /** An image to be found in lists. */
    static Image listed(String name, long sizeBytes, ImageState state, String description, Instant createTime) {
        return new Image(
                uuid(name),
                Caller.ADMIN_ACCOUNT_UUID,
                name,
                description,
                state,
                ImageStatus.READY,
                MediaType.ISO,
                "iso",
                sizeBytes,
                0,
                null,
                null,
                null,
                null,
                null,
                false,
                sizeBytes % 3 == 0 ? null : sizeBytes % 3 == 1,
                null,
                List.of(),
                List.of(),
                List.of(),
                createTime,
                createTime);
    }

    static ImageRef ref(String storageUuid, String imageUuid, ImageStatus status) {
        return new ImageRef(0, imageUuid, storageUuid, "zstore://x", "manifest", status, null, null, NOW, NOW);
    }

    static ImageRef ref(String storageUuid) {
        return new ImageRef(
                0, "", storageUuid, "zstore://x", "manifest", ImageStatus.READY, "http://x", "md5", NOW, NOW);
    }

    private static ImageRef of(ImageRef ref, String imageUuid) {
        return new ImageRef(
                ref.id(),
                imageUuid,
                ref.backupStorageUuid(),
                ref.installPath(),
                ref.manifestId(),
                ref.status(),
                ref.exportUrl(),
                ref.exportMd5Sum(),
                ref.createTime(),
                ref.updateTime());
    }

    static VolumeBackup backup(
            String name, @Nullable String group, VolumeBackup.VolumeType type, List<VolumeBackupRef> refs) {
        return new VolumeBackup(
                uuid(name),
                Caller.ADMIN_ACCOUNT_UUID,
                name,
                "described",
                uuid("volume of " + name),
                type,
                VolumeBackup.State.ENABLED,
                VolumeBackup.Status.READY,
                2,
                1,
                "raw",
                VolumeBackup.Mode.FULL,
                "{}",
                group == null ? null : uuid(group),
                group == null ? null : uuid("machine of " + group),
                DiskIdentity.ofZeros(2),
                refs,
                List.of("s"),
                List.of("u"),
                NOW,
                NOW);
    }

    static Upload upload(String storageUuid, DiskIdentity identity) {
        return new Upload(
                Uuids.random(),
                Caller.ADMIN_ACCOUNT_UUID,
                storageUuid,
                5,
                4,
                3,
                Upload.State.COMPLETE,
                "",
                "",
                true,
                identity,
                null,
                2,
                NOW,
                NOW.plus(Duration.ofDays(1)));
    }

    static Upload published(Upload upload) {
        return new Upload(
                upload.uuid(),
                upload.accountUuid(),
                upload.backupStorageUuid(),
                upload.sizeBytes(),
                upload.dataBytes(),
                upload.committedBytes(),
                Upload.State.PUBLISHED,
                upload.expectedRoot(),
                upload.expectedSha256(),
                upload.omitsMd5(),
                upload.identity(),
                upload.md5Sum(),
                upload.actualSizeBytes(),
                upload.createTime(),
                upload.expireTime());
    }

    static Session session() {
        return new Session(Uuids.random(), ACCOUNT.uuid(), ACCOUNT.name(), NOW, NOW.plus(Duration.ofHours(2)));
    }
}
