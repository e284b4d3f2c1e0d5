package io.longshore.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.rpc.Code;
import io.grpc.protobuf.StatusProto;
import io.longshore.server.driver.ceph.CephCluster;
import io.longshore.server.driver.peer.S3Server;
import io.longshore.server.driver.peer.SshServer;
import io.longshore.v1.BackupStorage;
import io.longshore.v1.BackupStorageStatus;
import io.longshore.v1.CephLocation;
import io.longshore.v1.CreateBackupStorageRequest;
import io.longshore.v1.CreateVmBackupRequest;
import io.longshore.v1.FileLocation;
import io.longshore.v1.GetBackupStorageRequest;
import io.longshore.v1.MigrateImageRequest;
import io.longshore.v1.ReadRequest;
import io.longshore.v1.Receipt;
import io.longshore.v1.ReconnectBackupStorageRequest;
import io.longshore.v1.S3KeyPair;
import io.longshore.v1.S3Location;
import io.longshore.v1.SftpLocation;
import io.longshore.v1.StorageOptions;
import io.longshore.v1.SyncVmBackupRequest;
import io.longshore.v1.SyncVmBackupResult;
import io.longshore.v1.UpdateBackupStorageRequest;
import io.longshore.v1.Verification;
import io.longshore.v1.VolumeType;
import io.longshore.v1.VolumeUpload;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Disks move between every pair of kinds of storages, each on its real server, and come out as they went in. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StorageKindsTest {
    private static final String PASSWORD = "a password";
    private static final String PASSPHRASE = "what the key is encrypted with";
    private static final List<String> KINDS = List.of("file", "s3", "sftp", "ceph one", "ceph two");

    /** Holes and data, and a last block that is not whole. */
    private static final long LENGTH = (256L << 20) + 511;

    private Path folder;
    private final Map<String, String> storages = new HashMap<>();
    private S3Server s3;
    private SshServer ssh;
    private CephCluster cephOne;
    private CephCluster cephTwo;
    private LongshoreServer server;
    private Client client;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        s3 = S3Server.start(Files.createDirectories(folder.resolve("s3")));
        ssh = SshServer.start(Files.createDirectories(folder.resolve("ssh")));
        var data = folder.resolve("data");
        var key = Files.createDirectories(data.resolve("credentials")).resolve("host.key");
        Files.copy(ssh.clientKey(), key);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        SshServer.encryptKey(key, PASSPHRASE);
        cephOne = CephCluster.start(4L << 30);
        cephTwo = CephCluster.start(4L << 30);
        Files.copy(Path.of(cephOne.keyring()), data.resolve("credentials/one.keyring"));
        Files.copy(Path.of(cephTwo.keyring()), data.resolve("credentials/two.keyring"));
        server = LongshoreServer.start(
                LongshoreServerTest.config(data, 0, 0), Map.of("LONGSHORE_ADMIN_PASSWORD", PASSWORD));
        client = Client.of(server.endpoints().grpc(), PASSWORD);
        add(CreateBackupStorageRequest.newBuilder()
                .setName("file")
                .setFile(
                        FileLocation.newBuilder().setPath(folder.resolve("file").toString())));
        add(CreateBackupStorageRequest.newBuilder().setName("s3").setS3(bucket()));
        add(CreateBackupStorageRequest.newBuilder().setName("sftp").setSftp(host()));
        add(CreateBackupStorageRequest.newBuilder().setName("ceph one").setCeph(pool(cephOne, "one.keyring")));
        add(CreateBackupStorageRequest.newBuilder().setName("ceph two").setCeph(pool(cephTwo, "two.keyring")));
    }

    private S3Location bucket() {
        return S3Location.newBuilder()
                .setEndpoint("http://127.0.0.1:" + s3.port())
                .setBucket(S3Server.BUCKET)
                .setPrefix("disks/a")
                .setPathStyle(true)
                .setKeyPair(S3KeyPair.newBuilder()
                        .setAccessKeyId(s3.accessKeyId())
                        .setSecretAccessKey(s3.secretAccessKey()))
                .build();
    }

    private SftpLocation host() {
        return SftpLocation.newBuilder()
                .setHost("127.0.0.1")
                .setPort(ssh.port())
                .setUser(System.getProperty("user.name"))
                .setPath(folder.resolve("sftp").toString())
                .setKeyFile("host.key")
                .setKeyPassphrase(PASSPHRASE)
                .build();
    }

    private static CephLocation pool(CephCluster cluster, String keyring) {
        return CephLocation.newBuilder()
                .addMonitors(cluster.monitor())
                .setPool(cluster.pool())
                .setKeyringFile(keyring)
                .build();
    }

    private void add(CreateBackupStorageRequest.Builder request) throws Exception {
        var added = client.storages.createBackupStorage(request.build()).getBackupStorage();
        storages.put(added.getName(), added.getUuid());
    }

    @AfterAll
    void stop() throws Exception {
        try (var _ = s3;
                var _ = ssh;
                var _ = cephOne;
                var _ = cephTwo;
                var _ = server;
                var _ = client) {
            storages.clear();
        }
    }

    static Stream<Arguments> pairs() {
        return KINDS.stream()
                .flatMap(from -> KINDS.stream().filter(to -> !to.equals(from)).map(to -> Arguments.of(from, to)));
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("pairs")
    void aDiskMovesAndStaysTheSame(String from, String to) throws Exception {
        var disk = new SampleDisk((from + to).hashCode(), LENGTH);
        var image = client.addImage(client.upload(storages.get(from), disk), from + " to " + to)
                .getImage();

        var migrated = Client.all(client.images.migrateImage(MigrateImageRequest.newBuilder()
                        .setImageUuid(image.getUuid())
                        .setSourceBackupStorageUuid(storages.get(from))
                        .setDestinationBackupStorageUuid(storages.get(to))
                        .build()))
                .getLast()
                .getResult();

        var receipt = migrated.getReceipt();
        assertThat(receipt.getSource()).isEqualTo(image.getIdentity()).isEqualTo(receipt.getDestination());
        assertThat(receipt.getSentBytes()).isBetween(64L << 20, 67L << 20);
        if (to.equals("s3")) { // its server compares checksums: of two or three packs one is read back
            assertThat(receipt.getVerification()).isEqualTo(Verification.VERIFICATION_CHECKSUM);
            assertThat(receipt.getReadBackBytes()).isBetween(1L, receipt.getSentBytes() - 1);
        } else {
            assertThat(receipt.getVerification()).isEqualTo(Verification.VERIFICATION_READ_BACK);
            assertThat(receipt.getReadBackBytes()).isEqualTo(receipt.getSentBytes());
        }
        assertThat(migrated.getImage().getBackupStorageRefsList())
                .extracting(ref -> ref.getBackupStorageUuid())
                .containsExactly(storages.get(to));
        compare(ReadRequest.newBuilder().setImageUuid(image.getUuid()).build(), disk);
        assertThat(migrated.getImage().getBackupStorageRefs(0).getInstallPath())
                .startsWith(to.startsWith("ceph") ? "ceph://" + cephOne.pool() + "/" + image.getUuid() : "zstore://");
    }

    @Test
    void aGroupOfBackupsGoesRoundAndIsRestored() throws Exception {
        var root = new SampleDisk(1, (32L << 20) + 5);
        var data = new SampleDisk(2, 16L << 20);
        var made = Client.all(client.backups.createVmBackup(CreateVmBackupRequest.newBuilder()
                        .setName("machine")
                        .addVolumes(volume(root, VolumeType.VOLUME_TYPE_ROOT))
                        .addVolumes(volume(data, VolumeType.VOLUME_TYPE_DATA))
                        .build()))
                .getLast()
                .getResult()
                .getVmBackup();

        for (var hop : List.of(List.of("file", "s3"), List.of("s3", "sftp"))) {
            assertThat(sent(sync(made.getGroupUuid(), hop.getFirst(), hop.getLast())))
                    .as("%s", hop)
                    .isPositive();
            assertThat(requestsOfNoChange(made.getGroupUuid(), hop.getFirst(), hop.getLast()))
                    .as("%s again", hop)
                    .isBetween(1L, hop.getLast().equals("s3") ? 3L : 5L);
        }
        for (var backup : made.getVolumeBackupsList()) {
            var disk = backup.getType() == VolumeType.VOLUME_TYPE_ROOT ? root : data;
            for (var storage : List.of("s3", "sftp", "file")) {
                compare(
                        ReadRequest.newBuilder()
                                .setVolumeBackupUuid(backup.getUuid())
                                .setBackupStorageUuid(storages.get(storage))
                                .build(),
                        disk);
            }
        }
    }

    /** What a sync that changes nothing asks of both storages: the least of some, as what the server itself asks at the same time is counted too. */
    private long requestsOfNoChange(String group, String from, String to) throws Exception {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            var receipts = sync(group, from, to).getReceiptsList();
            assertThat(receipts).hasSize(2).allSatisfy(receipt -> {
                assertThat(receipt.getSentBytes()).isZero();
                assertThat(receipt.getVerification()).isEqualTo(Verification.VERIFICATION_NOTHING_WRITTEN);
            });
            var counted = receipts.getFirst();
            least = Math.min(least, counted.getSourceRequests() + counted.getDestinationRequests());
        }
        return least;
    }

    private BackupStorage shown(String name) throws Exception {
        return client.storages
                .getBackupStorage(GetBackupStorageRequest.newBuilder()
                        .setUuid(storages.get(name))
                        .build())
                .getBackupStorage();
    }

    private BackupStorage use(String name, Verification verification) throws Exception {
        return client.storages
                .updateBackupStorage(UpdateBackupStorageRequest.newBuilder()
                        .setUuid(storages.get(name))
                        .setDescription("a bucket")
                        .setOptions(
                                StorageOptions.newBuilder().setConnections(7).setVerification(verification))
                        .build())
                .getBackupStorage();
    }

    @Test
    void aStorageIsUsedOtherwiseFromItsUpdateOn() throws Exception {
        var updated = use("s3", Verification.VERIFICATION_READ_BACK);
        try {
            assertThat(updated.getDescription()).isEqualTo("a bucket");
            assertThat(updated.getOptions().getConnections()).isEqualTo(7);
            assertThat(shown("s3").getOptions()).isEqualTo(updated.getOptions());

            var added = client.addImage(client.upload(storages.get("s3"), new SampleDisk(11, 5L << 20)), "read back");

            assertThat(added.getReceipt().getVerification()).isEqualTo(Verification.VERIFICATION_READ_BACK);
        } finally {
            use("s3", Verification.VERIFICATION_UNSPECIFIED);
        }
    }

    @Test
    void aStorageIsReconnectedWhenItIsBack() throws Exception {
        var place = folder.resolve("mounted");
        var away = folder.resolve("away");
        var reconnect = ReconnectBackupStorageRequest.newBuilder()
                .setUuid(client.addStorage("mounted", place).getUuid())
                .build();
        Files.move(place, away);
        try {
            assertThat(StatusProto.fromThrowable(
                                    catchThrowable(() -> client.storages.reconnectBackupStorage(reconnect)))
                            .getCode())
                    .isEqualTo(Code.UNAVAILABLE_VALUE);
        } finally {
            Files.move(away, place);
        }
        assertThat(client.storages
                        .reconnectBackupStorage(reconnect)
                        .getBackupStorage()
                        .getStatus())
                .isEqualTo(BackupStorageStatus.BACKUP_STORAGE_STATUS_CONNECTED);
    }

    @Test
    void aCephStorageTellsItsCluster() throws Exception {
        var shown = shown("ceph one");

        assertThat(shown.getCeph().getFsid()).isEqualTo(cephOne.fsid());
        assertThat(shown.getCapacity().getTotalBytes()).isPositive();
    }

    @Test
    void secretsAreNeitherAnsweredNorKeptInTheClear() throws Exception {
        var secret = s3.secretAccessKey();
        var shown = shown("s3");

        assertThat(shown.getS3().getKeyPair().getAccessKeyId()).isEqualTo(s3.accessKeyId());
        assertThat(shown.toString()).doesNotContain(secret);
        assertThat(shown("sftp").toString()).doesNotContain(PASSPHRASE);
        try (var files = Files.walk(folder.resolve("data"))) {
            assertThat(files.filter(Files::isRegularFile))
                    .allSatisfy(file -> assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                            .as("%s", file)
                            .doesNotContain(secret, PASSPHRASE));
        }
    }

    private VolumeUpload volume(SampleDisk disk, VolumeType type) throws Exception {
        return VolumeUpload.newBuilder()
                .setUploadUuid(client.upload(storages.get("file"), disk))
                .setType(type)
                .setFormat("raw")
                .build();
    }

    private SyncVmBackupResult sync(String group, String from, String to) throws Exception {
        return Client.all(client.backups.syncVmBackup(SyncVmBackupRequest.newBuilder()
                        .setGroupUuid(group)
                        .setSourceBackupStorageUuid(storages.get(from))
                        .setDestinationBackupStorageUuid(storages.get(to))
                        .build()))
                .getLast()
                .getResult();
    }

    private static long sent(SyncVmBackupResult result) {
        return result.getReceiptsList().stream()
                .mapToLong(Receipt::getSentBytes)
                .sum();
    }

    private void compare(ReadRequest request, SampleDisk disk) throws Exception {
        var comparison = disk.new Comparison();
        var call = client.content.read(request);
        for (var part = call.read(); part != null; part = call.read()) {
            if (part.hasChunk()) {
                comparison.take(part);
            }
        }
        comparison.end();
    }
}
