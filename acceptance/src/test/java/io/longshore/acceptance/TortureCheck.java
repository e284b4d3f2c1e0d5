package io.longshore.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.collect.Iterators;
import io.grpc.Channel;
import io.longshore.v1.BackupStorageServiceGrpc;
import io.longshore.v1.CheckBackupStorageRequest;
import io.longshore.v1.CheckBackupStorageResult;
import io.longshore.v1.GetBackupStorageRequest;
import io.longshore.v1.Image;
import io.longshore.v1.ImageServiceGrpc;
import io.longshore.v1.ListImagesRequest;
import io.longshore.v1.ListTasksRequest;
import io.longshore.v1.ListTrashRequest;
import io.longshore.v1.ListVolumeBackupsRequest;
import io.longshore.v1.ReadRequest;
import io.longshore.v1.TaskServiceGrpc;
import io.longshore.v1.VolumeBackup;
import io.longshore.v1.VolumeBackupStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares a server that nobody uses with what should be there. */
final class TortureCheck {
    private static final int PAGE = 1000;

    private final Site site;
    private final SmallDisks disks;
    private final Channel server;

    TortureCheck(Site site, SmallDisks disks) {
        this.site = site;
        this.disks = disks;
        this.server = site.server().session();
    }

    /**
     * Checks everything.
     *
     * @param images each image's storage and status
     * @param backups each volume backup's storages
     */
    void check(Map<String, String> images, Map<String, Set<String>> backups) throws IOException {
        await("the end of all tasks")
                .atMost(Life.PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> TaskServiceGrpc.newBlockingStub(server)
                        .listTasks(ListTasksRequest.newBuilder()
                                .setPageSize(PAGE)
                                .setOrderBy("create_time desc")
                                .build())
                        .getTasksList()
                        .stream()
                        .allMatch(Life::terminal));
        checkImages(images);
        checkBackups(backups);
        for (var storage : List.of(site.a(), site.b())) {
            checkStorage(storage);
        }
    }

    private List<Image> images() {
        return ImageServiceGrpc.newBlockingStub(server)
                .listImages(ListImagesRequest.newBuilder().setPageSize(PAGE).build())
                .getImagesList();
    }

    private List<VolumeBackup> backups() {
        return io.longshore.v1.BackupServiceGrpc.newBlockingStub(server)
                .listVolumeBackups(
                        ListVolumeBackupsRequest.newBuilder().setPageSize(PAGE).build())
                .getVolumeBackupsList();
    }

    private void checkImages(Map<String, String> expected) {
        var found = new TreeMap<String, String>();
        for (var image : images()) {
            assertThat(image.getBackupStorageRefsList()).as("%s", image).hasSize(1);
            var ref = image.getBackupStorageRefs(0);
            assertThat(ref.getStatus()).isEqualTo(image.getStatus());
            found.put(image.getUuid(), ref.getBackupStorageUuid() + " " + image.getStatus());
        }
        assertThat(found).isEqualTo(expected);
        expected.forEach((uuid, where) -> {
            if (where.endsWith(" IMAGE_STATUS_READY")) {
                var source = ReadRequest.newBuilder().setImageUuid(uuid);
                disks.check(server, source.setBackupStorageUuid(where.substring(0, where.indexOf(' '))), uuid);
            }
        });
    }

    private void checkBackups(Map<String, Set<String>> expected) {
        var found = new TreeMap<String, Set<String>>();
        for (var backup : backups()) {
            assertThat(backup.getStatus()).isEqualTo(VolumeBackupStatus.VOLUME_BACKUP_STATUS_READY);
            var on = new HashSet<String>();
            backup.getBackupStorageRefsList().forEach(ref -> on.add(ref.getBackupStorageUuid()));
            found.put(backup.getUuid(), on);
        }
        assertThat(found).isEqualTo(expected);
        expected.forEach((uuid, storages) -> storages.forEach(storage -> disks.check(
                server, ReadRequest.newBuilder().setVolumeBackupUuid(uuid).setBackupStorageUuid(storage), uuid)));
    }

    private void checkStorage(String storage) throws IOException {
        long named = manifestsNamed(storage);
        // What nothing names any more is removed by the server in its own time.
        await("manifests on storage " + storage + ": " + named)
                .atMost(Life.PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> inspected(storage).getManifests() == named);
        assertThat(inspected(storage).getProblemsList()).isEmpty();
        var capacity = BackupStorageServiceGrpc.newBlockingStub(server)
                .getBackupStorage(
                        GetBackupStorageRequest.newBuilder().setUuid(storage).build())
                .getBackupStorage()
                .getCapacity();
        var folder = site.file(storage.equals(site.a()) ? "storage-a" : "storage-b");
        assertThat(capacity.getReservedBytes()).as("reserved").isZero();
        assertThat(capacity.getUsedBytes())
                .as("used")
                .isEqualTo(bytes(folder.resolve("packs")) + bytes(folder.resolve("manifests")));
    }

    private long manifestsNamed(String storage) {
        long images = images().stream()
                .flatMap(image -> image.getBackupStorageRefsList().stream())
                .filter(ref -> ref.getBackupStorageUuid().equals(storage))
                .count();
        var groups = new TreeSet<String>();
        long backups = 0;
        for (var backup : backups()) {
            for (var ref : backup.getBackupStorageRefsList()) {
                if (ref.getBackupStorageUuid().equals(storage)) {
                    backups++;
                    groups.add(backup.getGroupUuid());
                }
            }
        }
        long trash = BackupStorageServiceGrpc.newBlockingStub(server)
                .listTrash(ListTrashRequest.newBuilder()
                        .setBackupStorageUuid(storage)
                        .setPageSize(PAGE)
                        .build())
                .getEntriesCount();
        return images + backups + groups.size() + trash;
    }

    private CheckBackupStorageResult inspected(String storage) {
        var request = CheckBackupStorageRequest.newBuilder().setUuid(storage);
        return Iterators.getLast(
                        BackupStorageServiceGrpc.newBlockingStub(server).checkBackupStorage(request.build()))
                .getResult();
    }

    /** Of all files below a folder, none of which is unfinished. */
    private static long bytes(Path folder) throws IOException {
        long bytes = 0;
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(file.toString()).doesNotEndWith(".tmp");
                bytes += Files.size(file);
            }
        } catch (NoSuchFileException _) {
            return 0;
        }
        return bytes;
    }
}
