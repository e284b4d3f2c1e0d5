package io.longshore.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.rpc.ErrorInfo;
import io.grpc.Status.Code;
import io.grpc.protobuf.StatusProto;
import io.longshore.server.driver.ceph.CephCluster;
import io.longshore.v1.BackupStorage;
import io.longshore.v1.CephLocation;
import io.longshore.v1.CreateBackupStorageRequest;
import io.longshore.v1.CreateDataVolumeTemplateRequest;
import io.longshore.v1.CreateVmBackupRequest;
import io.longshore.v1.CreateVolumeBackupRequest;
import io.longshore.v1.DeleteImageRequest;
import io.longshore.v1.DeleteVolumeBackupRequest;
import io.longshore.v1.EmptyTrashRequest;
import io.longshore.v1.ErrorReason;
import io.longshore.v1.ExpungeImageRequest;
import io.longshore.v1.GetImageRequest;
import io.longshore.v1.GetVolumeBackupRequest;
import io.longshore.v1.Image;
import io.longshore.v1.ImageStatus;
import io.longshore.v1.MigrateImageRequest;
import io.longshore.v1.MigrateImageResult;
import io.longshore.v1.ReadRequest;
import io.longshore.v1.Receipt;
import io.longshore.v1.RecoverImageRequest;
import io.longshore.v1.SyncVmBackupRequest;
import io.longshore.v1.SyncVmBackupResult;
import io.longshore.v1.TrashEntry;
import io.longshore.v1.Verification;
import io.longshore.v1.VmBackup;
import io.longshore.v1.VolumeBackup;
import io.longshore.v1.VolumeBackupStatus;
import io.longshore.v1.VolumeBackupStorageRef;
import io.longshore.v1.VolumeType;
import io.longshore.v1.VolumeUpload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What users do with images on Ceph, by Ceph's and QEMU's own programs, and what Longshore makes of it. On two real clusters. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CephStoragesTest {
    private static final String PASSWORD = "a password";
    private static final SampleDisk DISK = new SampleDisk(7, (9L << 20) + 4096);

    private Path folder;
    private CephCluster one;
    private CephCluster two;
    private LongshoreServer server;
    private Client client;
    private String onFile;
    private String onOne;
    private String onTwo;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        one = CephCluster.start(2L << 30);
        two = CephCluster.start(2L << 30);
        var data = folder.resolve("data");
        server = LongshoreServer.start(
                LongshoreServerTest.config(data, 0, 0), Map.of("LONGSHORE_ADMIN_PASSWORD", PASSWORD));
        client = Client.of(server.endpoints().grpc(), PASSWORD);
        onFile = client.addStorage("file", folder.resolve("file")).getUuid();
        onOne = addPool(one, "one").getUuid();
        onTwo = addPool(two, "two").getUuid();
    }

    private BackupStorage addPool(CephCluster cluster, String name) throws Exception {
        var keyring =
                Files.createDirectories(folder.resolve("data/credentials")).resolve(name + ".keyring");
        Files.copy(Path.of(cluster.keyring()), keyring);
        return client.storages
                .createBackupStorage(CreateBackupStorageRequest.newBuilder()
                        .setName(name)
                        .setCeph(CephLocation.newBuilder()
                                .addMonitors(cluster.monitor())
                                .setPool(cluster.pool())
                                .setKeyringFile(keyring.getFileName().toString()))
                        .build())
                .getBackupStorage();
    }

    @AfterAll
    void stop() throws Exception {
        try (var _ = one;
                var _ = two;
                var _ = server;
                var _ = client) {
            onFile = "";
        }
    }

    @Test
    void anImageWithClonesIsNotExpungedAndTheyAreNamed() throws Exception {
        var image = client.addImage(client.upload(onOne, DISK), "expunged").getImage();
        client.images.deleteImage(
                DeleteImageRequest.newBuilder().setUuid(image.getUuid()).build());
        var aside = one.run("rbd", "ls", one.pool())
                .lines()
                .filter(name -> name.startsWith(image.getUuid()))
                .findFirst()
                .orElseThrow();
        one.run("rbd", "clone", one.pool() + "/" + aside + "@longshore", one.pool() + "/machine-7");
        var expunge = ExpungeImageRequest.newBuilder().setUuid(image.getUuid()).build();

        inUse("machine-7", () -> client.images.expungeImage(expunge));
        assertThat(shown(image).getStatus()).isEqualTo(ImageStatus.IMAGE_STATUS_DELETED);
        client.images.recoverImage(
                RecoverImageRequest.newBuilder().setUuid(image.getUuid()).build());
        assertThat(shown(image).getStatus()).isEqualTo(ImageStatus.IMAGE_STATUS_READY);

        one.run("rbd", "rm", one.pool() + "/machine-7");
        client.images.deleteImage(
                DeleteImageRequest.newBuilder().setUuid(image.getUuid()).build());
        assertThat(client.images.expungeImage(expunge).hasImage()).isFalse();
    }

    private Image shown(Image image) throws Exception {
        return client.images
                .getImage(GetImageRequest.newBuilder().setUuid(image.getUuid()).build())
                .getImage();
    }

    private static void inUse(String clone, ThrowingCallable call) {
        var status = StatusProto.fromThrowable(catchThrowable(call));
        assertThat(status).isNotNull();
        assertThat(status.getCode()).isEqualTo(Code.FAILED_PRECONDITION.value());
        assertThat(status.getMessage()).contains(clone);
        assertThat(status.getDetailsList())
                .filteredOn(detail -> detail.is(ErrorInfo.class))
                .singleElement()
                .satisfies(detail -> assertThat(detail.unpack(ErrorInfo.class).getReason())
                        .isEqualTo(ErrorReason.DISK_IN_USE.name()));
    }

    private MigrateImageResult migrate(Image image, String from, String to) throws Exception {
        return Client.all(client.images.migrateImage(MigrateImageRequest.newBuilder()
                        .setImageUuid(image.getUuid())
                        .setSourceBackupStorageUuid(from)
                        .setDestinationBackupStorageUuid(to)
                        .build()))
                .getLast()
                .getResult();
    }

    @Test
    void whatAMigrationLeftStaysInTheTrashWhileThereAreClones() throws Exception {
        var image = client.addImage(client.upload(onTwo, DISK), "left").getImage();
        two.run("rbd", "clone", two.pool() + "/" + image.getUuid() + "@longshore", two.pool() + "/machine-8");
        migrate(image, onTwo, onFile);
        var empty = EmptyTrashRequest.newBuilder().setBackupStorageUuid(onTwo).build();

        inUse("machine-8", () -> Client.all(client.storages.emptyTrash(empty)));
        inUse("machine-8", () -> Client.all(client.storages.emptyTrash(empty))); // it is there still

        two.run("rbd", "rm", two.pool() + "/machine-8");
        assertThat(Client.all(client.storages.emptyTrash(empty))
                        .getLast()
                        .getResult()
                        .getEntriesList())
                .extracting(TrashEntry::getImageUuid)
                .contains(image.getUuid());
    }

    @Test
    void aBackupWithClonesIsNotDeleted() throws Exception {
        var backup = backup(onOne, "backup");
        one.run("rbd", "clone", one.pool() + "/" + backup.getUuid() + "@longshore", one.pool() + "/machine-9");
        var delete =
                DeleteVolumeBackupRequest.newBuilder().setUuid(backup.getUuid()).build();

        inUse("machine-9", () -> client.backups.deleteVolumeBackup(delete));
        assertThat(client.backups
                        .getVolumeBackup(GetVolumeBackupRequest.newBuilder()
                                .setUuid(backup.getUuid())
                                .build())
                        .getVolumeBackup()
                        .getStatus())
                .isEqualTo(VolumeBackupStatus.VOLUME_BACKUP_STATUS_READY);

        one.run("rbd", "rm", one.pool() + "/machine-9");
        client.backups.deleteVolumeBackup(delete);
    }

    private VolumeBackup backup(String storage, String name) throws Exception {
        return Client.all(client.backups.createVolumeBackup(CreateVolumeBackupRequest.newBuilder()
                        .setName(name)
                        .setVolume(VolumeUpload.newBuilder()
                                .setUploadUuid(client.upload(storage, DISK))
                                .setType(VolumeType.VOLUME_TYPE_DATA)
                                .setFormat("raw"))
                        .build()))
                .getLast()
                .getResult()
                .getVolumeBackup();
    }

    /** A file that holds a file system, in one of QEMU's formats. */
    private Path formatted(String name, String... options) throws Exception {
        var raw = folder.resolve(name + ".raw");
        var content = Files.createDirectories(folder.resolve(name + ".content"));
        var bytes = new byte[5 << 20];
        new Random(name.hashCode()).nextBytes(bytes);
        Files.write(content.resolve("file"), bytes);
        run("truncate", "-s", "64M", raw.toString());
        run("mkfs.ext4", "-q", "-d", content.toString(), raw.toString());
        var file = folder.resolve(name);
        var command = new ArrayList<>(List.of("qemu-img", "convert", "-f", "raw"));
        command.addAll(List.of(options));
        command.addAll(List.of(raw.toString(), file.toString()));
        run(command.toArray(String[]::new));
        return file;
    }

    private void run(String... command) throws Exception {
        one.run(command);
    }

    private String rbd(CephCluster cluster, String image) {
        return "rbd:" + cluster.pool() + "/" + image + ":conf=" + cluster.configuration();
    }

    /** By QEMU's own driver, and by a file that Ceph exports. */
    private void same(Path file, CephCluster cluster, String image) throws Exception {
        run("qemu-img", "compare", file.toString(), "-F", "raw", rbd(cluster, image));
        var exported = folder.resolve(image + ".exported");
        cluster.run("rbd", "export", cluster.pool() + "/" + image, exported.toString());
        run("qemu-img", "compare", file.toString(), "-F", "raw", exported.toString());
        Files.delete(exported);
    }

    private static void raw(Image image, long length) {
        assertThat(image.getFormat()).isEqualTo("raw");
        assertThat(image.getSizeBytes()).isEqualTo(length);
        assertThat(image.getIdentity().getLengthBytes()).isEqualTo(length);
        assertThat(image.getMd5Sum()).isEmpty();
    }

    private static void converted(Receipt receipt, Image before, Image after) {
        assertThat(receipt.getConverter()).startsWith("qemu-img ");
        assertThat(receipt.getSource()).isEqualTo(before.getIdentity());
        assertThat(receipt.getDestination()).isEqualTo(after.getIdentity()).isNotEqualTo(receipt.getSource());
    }

    @ParameterizedTest
    @CsvSource({"qcow2, -c", "vmdk, -q"})
    void anImageInAnotherFormatIsRawOnCeph(String format, String option) throws Exception {
        var file = formatted("migrated." + format, "-O", format, option);
        var image = client.addImage(upload(onFile, file), "migrated").getImage();
        assertThat(image.getFormat()).isEqualTo(format);

        var moved = migrate(image, onFile, onTwo);

        raw(moved.getImage(), 64L << 20);
        converted(moved.getReceipt(), image, moved.getImage());
        same(file, two, image.getUuid());
        assertThat(folder.resolve("data/conversions")).isEmptyDirectory();

        var back = migrate(moved.getImage(), onTwo, onFile);
        raw(back.getImage(), 64L << 20);
        assertThat(back.getReceipt().getConverter()).isEmpty();
    }

    private String upload(String storage, Path file) throws Exception {
        return client.upload(storage, Files.readAllBytes(file)).getUuid();
    }

    @Test
    void anUploadInAnotherFormatIsRawOnCeph() throws Exception {
        var file = formatted("added.qcow2", "-O", "qcow2");

        var added = client.addImage(upload(onOne, file), "added");

        raw(added.getImage(), 64L << 20);
        assertThat(added.getReceipt().getConverter()).startsWith("qemu-img ");
        same(file, one, added.getImage().getUuid());
    }

    private VmBackup machine(String storage, Path root, SampleDisk data) throws Exception {
        return Client.all(client.backups.createVmBackup(CreateVmBackupRequest.newBuilder()
                        .setName("machine")
                        .addVolumes(VolumeUpload.newBuilder()
                                .setUploadUuid(upload(storage, root))
                                .setType(VolumeType.VOLUME_TYPE_ROOT))
                        .addVolumes(VolumeUpload.newBuilder()
                                .setUploadUuid(client.upload(storage, data))
                                .setType(VolumeType.VOLUME_TYPE_DATA)
                                .setFormat("raw"))
                        .build()))
                .getLast()
                .getResult()
                .getVmBackup();
    }

    private SyncVmBackupResult sync(VmBackup group, String from, String to) throws Exception {
        return Client.all(client.backups.syncVmBackup(SyncVmBackupRequest.newBuilder()
                        .setGroupUuid(group.getGroupUuid())
                        .setSourceBackupStorageUuid(from)
                        .setDestinationBackupStorageUuid(to)
                        .build()))
                .getLast()
                .getResult();
    }

    private static VolumeBackupStorageRef on(VolumeBackup backup, String storage) {
        return backup.getBackupStorageRefsList().stream()
                .filter(ref -> ref.getBackupStorageUuid().equals(storage))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aGroupIsMadeRawOnItsWayOntoCephAndNothingIsWrittenTwice() throws Exception {
        var file = formatted("root.qcow2", "-O", "qcow2");
        var group = machine(onFile, file, DISK);
        var root = group.getVolumeBackups(0);

        var first = sync(group, onFile, onOne);

        var synced = first.getVmBackup().getVolumeBackups(0);
        var receipt = first.getReceipts(0);
        assertThat(receipt.getConverter()).startsWith("qemu-img ");
        assertThat(receipt.getSource()).isEqualTo(root.getIdentity()).isEqualTo(synced.getIdentity());
        assertThat(receipt.getDestination()).isEqualTo(on(synced, onOne).getIdentity());
        assertThat(first.getReceipts(1).getConverter()).isEmpty();
        assertThat(on(synced, onOne).getFormat()).isEqualTo("raw");
        assertThat(on(synced, onFile).getFormat()).isEqualTo("qcow2");
        same(file, one, root.getUuid());
        one.run("rbd", "info", one.pool() + "/" + group.getVolumeBackups(1).getUuid());

        var before = one.run("rbd", "ls", one.pool());
        var again = sync(group, onFile, onOne);
        assertThat(again.getReceiptsList()).hasSize(2).allSatisfy(each -> {
            assertThat(each.getSentBytes()).isZero();
            assertThat(each.getReadBytes()).isZero();
            assertThat(each.getVerification()).isEqualTo(Verification.VERIFICATION_NOTHING_WRITTEN);
        });
        assertThat(one.run("rbd", "ls", one.pool())).isEqualTo(before);

        var read = ReadRequest.newBuilder().setVolumeBackupUuid(root.getUuid());
        assertThat(client.read(read.build())).isEqualTo(Files.readAllBytes(file));
        assertThat(client.read(read.setBackupStorageUuid(onOne).build())).hasSize(64 << 20);
    }

    @Test
    void onlyTheRawCopyOfABackupIsLeftAndGoesOn() throws Exception {
        var file = formatted("left.qcow2", "-O", "qcow2");
        var group = machine(onFile, file, DISK);
        var root = group.getVolumeBackups(0).getUuid();
        sync(group, onFile, onOne);
        client.backups.deleteVolumeBackup(DeleteVolumeBackupRequest.newBuilder()
                .setUuid(root)
                .addBackupStorageUuids(onFile)
                .build());

        var shown = client.backups
                .getVolumeBackup(
                        GetVolumeBackupRequest.newBuilder().setUuid(root).build())
                .getVolumeBackup();
        assertThat(shown.getFormat()).isEqualTo("raw");
        assertThat(shown.getIdentity()).isEqualTo(on(shown, onOne).getIdentity());

        var back = sync(group, onOne, onFile);
        assertThat(back.getReceipts(0).getDestination()).isEqualTo(shown.getIdentity());
        var restored = folder.resolve("restored");
        Files.write(
                restored,
                client.read(ReadRequest.newBuilder()
                        .setVolumeBackupUuid(root)
                        .setBackupStorageUuid(onFile)
                        .build()));
        run("qemu-img", "compare", "-F", "raw", file.toString(), restored.toString());
        Files.delete(restored);
    }

    @Test
    void anUploadedBackupInAnotherFormatIsRawOnCeph() throws Exception {
        var file = formatted("backup.qcow2", "-O", "qcow2");

        var made = machine(onTwo, file, DISK);

        var root = made.getVolumeBackups(0);
        assertThat(root.getFormat()).isEqualTo("raw");
        assertThat(root.getSizeBytes())
                .isEqualTo(64L << 20)
                .isEqualTo(root.getIdentity().getLengthBytes());
        assertThat(root.getIdentity()).isEqualTo(on(root, onTwo).getIdentity());
        same(file, two, root.getUuid());
    }

    @Test
    void aTemplateOfABackupGoesStraightOntoCephAndItsCloneIsWritten() throws Exception {
        var backup = backup(onFile, "source");

        var template = Client.all(client.images.createDataVolumeTemplate(CreateDataVolumeTemplateRequest.newBuilder()
                        .setVolumeBackupUuid(backup.getUuid())
                        .setBackupStorageUuid(onTwo)
                        .setName("template")
                        .build()))
                .getLast()
                .getResult()
                .getImage();

        assertThat(template.getIdentity()).isEqualTo(backup.getIdentity());
        var place = two.pool() + "/" + template.getUuid();
        two.run("rbd", "clone", place + "@longshore", two.pool() + "/volume");
        run("qemu-io", "-f", "raw", "-c", "write -P 0x5a 1M 64k", "-c", "read -P 0x5a 1M 64k", rbd(two, "volume"));
        two.run("rbd", "rm", two.pool() + "/volume");
    }

    @Test
    void whatMovesBetweenClustersIsWhatWasUploaded() throws Exception {
        var image = client.addImage(client.upload(onOne, DISK), "moved").getImage();
        var before = folder.resolve("before");
        try (var file = Files.newOutputStream(before)) {
            for (var chunk : DISK.chunks()) {
                file.write(chunk.getData().toByteArray());
                file.write(new byte[(int) chunk.getZeroRunBytes()]);
            }
        }

        migrate(image, onOne, onTwo);

        var after = folder.resolve("after");
        two.run("rbd", "export", two.pool() + "/" + image.getUuid(), after.toString());
        assertThat(after).hasSameBinaryContentAs(before);
        run("qemu-img", "compare", "-f", "raw", "-F", "raw", before.toString(), rbd(two, image.getUuid()));
    }
}
