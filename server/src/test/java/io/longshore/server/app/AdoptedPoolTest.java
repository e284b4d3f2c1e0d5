package io.longshore.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.grpc.Status;
import io.longshore.server.driver.ceph.CephCluster;
import io.longshore.v1.AdoptBackupStorageRequest;
import io.longshore.v1.AdoptBackupStorageResult;
import io.longshore.v1.CephLocation;
import io.longshore.v1.CreateBackupStorageRequest;
import io.longshore.v1.CreateVmBackupRequest;
import io.longshore.v1.DeleteImageRequest;
import io.longshore.v1.FileLocation;
import io.longshore.v1.GetImageRequest;
import io.longshore.v1.GetVolumeBackupRequest;
import io.longshore.v1.Image;
import io.longshore.v1.ImageStatus;
import io.longshore.v1.MigrateImageRequest;
import io.longshore.v1.ReadRequest;
import io.longshore.v1.SyncVmBackupRequest;
import io.longshore.v1.VmBackup;
import io.longshore.v1.VolumeBackup;
import io.longshore.v1.VolumeType;
import io.longshore.v1.VolumeUpload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pool of a real cluster whose catalog is gone, and one whose catalog knows too little, with what was made raw on its way there. */
final class AdoptedPoolTest {
    private static final String PASSWORD = "a password";
    private static final int MIB = 1 << 20;

    @TempDir
    private Path folder;

    private CephCluster cluster;

    @BeforeEach
    void start() throws Exception {
        cluster = CephCluster.start(2L << 30);
    }

    @AfterEach
    void end() throws Exception {
        cluster.close();
    }

    /** A deployment with a catalog of its own. */
    private record Deployment(LongshoreServer server, Client client) implements AutoCloseable {
        @Override
        public void close() throws Exception {
            client.close();
            server.close();
        }
    }

    private Deployment deployment(String name) throws Exception {
        var data = folder.resolve(name);
        var keyring = Files.createDirectories(data.resolve("credentials")).resolve("pool.keyring");
        Files.deleteIfExists(keyring);
        Files.copy(Path.of(cluster.keyring()), keyring);
        var server = LongshoreServer.start(
                LongshoreServerTest.config(data, 0, 0), Map.of("LONGSHORE_ADMIN_PASSWORD", PASSWORD));
        return new Deployment(server, Client.of(server.endpoints().grpc(), PASSWORD));
    }

    private CephLocation pool() {
        return CephLocation.newBuilder()
                .addMonitors(cluster.monitor())
                .setPool(cluster.pool())
                .setKeyringFile("pool.keyring")
                .build();
    }

    private static byte[] content(int seed, int length) {
        var bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static Image add(Client client, String storage, String name, byte[] content) throws Exception {
        return client.addImage(client.upload(storage, content).getUuid(), name).getImage();
    }

    private static void migrate(Client client, Image image, String from, String to) throws Exception {
        Client.all(client.images.migrateImage(MigrateImageRequest.newBuilder()
                .setImageUuid(image.getUuid())
                .setSourceBackupStorageUuid(from)
                .setDestinationBackupStorageUuid(to)
                .build()));
    }

    /** A machine whose root volume is backed up in QEMU's own format. */
    private VmBackup backUp(Client client, String storage) throws Exception {
        var raw = Files.write(folder.resolve("root"), content(5, 3 * MIB));
        var root = folder.resolve("root.qcow2");
        cluster.run("qemu-img", "convert", "-f", "raw", "-O", "qcow2", raw.toString(), root.toString());
        return Client.all(client.backups.createVmBackup(CreateVmBackupRequest.newBuilder()
                        .setName("machine")
                        .addVolumes(VolumeUpload.newBuilder()
                                .setUploadUuid(client.upload(storage, Files.readAllBytes(root))
                                        .getUuid())
                                .setType(VolumeType.VOLUME_TYPE_ROOT))
                        .addVolumes(VolumeUpload.newBuilder()
                                .setUploadUuid(
                                        client.upload(storage, content(6, MIB)).getUuid())
                                .setType(VolumeType.VOLUME_TYPE_DATA)
                                .setFormat("raw"))
                        .build()))
                .getLast()
                .getResult()
                .getVmBackup();
    }

    private static AdoptBackupStorageResult adopt(Client client, AdoptBackupStorageRequest.Builder request)
            throws Exception {
        var adopted = Client.all(client.storages.adoptBackupStorage(request.build()))
                .getLast()
                .getResult();
        assertThat(adopted.getProblemsList()).isEmpty();
        return adopted;
    }

    private static Image shown(Client client, Image image) throws Exception {
        return client.images
                .getImage(GetImageRequest.newBuilder().setUuid(image.getUuid()).build())
                .getImage();
    }

    private static VolumeBackup shown(Client client, VolumeBackup backup) throws Exception {
        return client.backups
                .getVolumeBackup(GetVolumeBackupRequest.newBuilder()
                        .setUuid(backup.getUuid())
                        .build())
                .getVolumeBackup();
    }

    private static byte[] read(Client client, VolumeBackup backup, String storage) throws Exception {
        return client.read(ReadRequest.newBuilder()
                .setVolumeBackupUuid(backup.getUuid())
                .setBackupStorageUuid(storage)
                .build());
    }

    private static String format(VolumeBackup backup, String storage) {
        return backup.getBackupStorageRefsList().stream()
                .filter(ref -> ref.getBackupStorageUuid().equals(storage))
                .map(ref -> ref.getFormat())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatLiesInAPoolComesBackInAnotherDeploymentAndTheOldOneReadsUntilItAdoptsIt() throws Exception {
        String onPool;
        String onFile;
        Image kept;
        Image deleted;
        VolumeBackup root;
        byte[] asStored;
        try (var old = deployment("old")) {
            var client = old.client();
            onFile = client.addStorage("file", folder.resolve("file")).getUuid();
            onPool = client.storages
                    .createBackupStorage(CreateBackupStorageRequest.newBuilder()
                            .setName("pool")
                            .setCeph(pool())
                            .build())
                    .getBackupStorage()
                    .getUuid();
            kept = add(client, onPool, "kept", content(1, 3 * MIB + 7));
            deleted = add(client, onPool, "deleted", content(2, MIB));
            client.images.deleteImage(
                    DeleteImageRequest.newBuilder().setUuid(deleted.getUuid()).build());
            migrate(client, add(client, onPool, "migrated", content(3, MIB)), onPool, onFile);
            var group = backUp(client, onFile);
            Client.all(client.backups.syncVmBackup(SyncVmBackupRequest.newBuilder()
                    .setGroupUuid(group.getGroupUuid())
                    .setSourceBackupStorageUuid(onFile)
                    .setDestinationBackupStorageUuid(onPool)
                    .build()));
            root = group.getVolumeBackups(0);
            asStored = read(client, root, onFile);
        }

        Image later;
        try (var fresh = deployment("new")) {
            var client = fresh.client();
            var adopted = adopt(
                    client,
                    AdoptBackupStorageRequest.newBuilder().setName("pool").setCeph(pool()));
            assertThat(adopted.getBackupStorage().getUuid()).isEqualTo(onPool);
            assertThat(List.of(
                            adopted.getImages(),
                            adopted.getVolumeBackups(),
                            adopted.getVmBackups(),
                            adopted.getTrashEntries()))
                    .containsExactly(2L, 2L, 1L, 1L);
            assertThat(shown(client, kept).getIdentity()).isEqualTo(kept.getIdentity());
            assertThat(shown(client, kept).getName()).isEqualTo("kept");
            assertThat(shown(client, deleted).getStatus()).isEqualTo(ImageStatus.IMAGE_STATUS_DELETED);
            assertThat(client.read(ReadRequest.newBuilder()
                            .setImageUuid(kept.getUuid())
                            .build()))
                    .isEqualTo(content(1, 3 * MIB + 7));

            adopt(
                    client,
                    AdoptBackupStorageRequest.newBuilder()
                            .setName("file")
                            .setFile(FileLocation.newBuilder()
                                    .setPath(folder.resolve("file").toString())));
            var both = shown(client, root);
            assertThat(format(both, onPool)).isEqualTo("raw");
            assertThat(format(both, onFile)).isEqualTo("qcow2");
            assertThat(read(client, root, onPool)).isEqualTo(content(5, 3 * MIB));
            assertThat(read(client, root, onFile)).isEqualTo(asStored);
            later = add(client, onPool, "later", content(4, MIB));
        }

        try (var old = deployment("old")) {
            var client = old.client();
            assertThat(client.read(ReadRequest.newBuilder()
                            .setImageUuid(kept.getUuid())
                            .build()))
                    .isEqualTo(content(1, 3 * MIB + 7));
            assertThat(Status.fromThrowable(catchThrowable(() -> add(client, onPool, "refused", content(7, MIB))))
                            .getDescription())
                    .contains("belongs to deployment");
            adopt(client, AdoptBackupStorageRequest.newBuilder().setUuid(onPool));
            assertThat(shown(client, later).getName()).isEqualTo("later");
            add(client, onPool, "written again", content(8, MIB));
        }
    }
}
