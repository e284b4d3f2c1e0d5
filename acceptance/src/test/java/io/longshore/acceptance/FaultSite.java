package io.longshore.acceptance;

import com.google.protobuf.ByteString;
import io.longshore.server.driver.ceph.CephCluster;
import io.longshore.server.driver.peer.FlakyProxy;
import io.longshore.server.driver.peer.S3Server;
import io.longshore.server.driver.peer.SshServer;
import io.longshore.v1.BackupStorageServiceGrpc;
import io.longshore.v1.BackupStorageStatus;
import io.longshore.v1.CephLocation;
import io.longshore.v1.ContentServiceGrpc;
import io.longshore.v1.CreateBackupStorageRequest;
import io.longshore.v1.DeleteImageRequest;
import io.longshore.v1.ExpungeImageRequest;
import io.longshore.v1.FileLocation;
import io.longshore.v1.GetBackupStorageRequest;
import io.longshore.v1.ImageServiceGrpc;
import io.longshore.v1.PauseTaskRequest;
import io.longshore.v1.ReadRequest;
import io.longshore.v1.ReclaimSpaceRequest;
import io.longshore.v1.ReconnectBackupStorageRequest;
import io.longshore.v1.ResumeTaskRequest;
import io.longshore.v1.S3KeyPair;
import io.longshore.v1.S3Location;
import io.longshore.v1.SftpLocation;
import io.longshore.v1.TaskServiceGrpc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;

/** A server with a folder, a bucket, a folder of another host and two Ceph pools, each behind a real server that can be broken. */
final class FaultSite implements AutoCloseable {
    /** So that an OSD which stopped is noticed soon; 30 s is what users have. */
    private static final String CEPH_ANSWERS_WITHIN_SECONDS = "5";

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Path folder;
    final CephCluster cephA;
    final CephCluster cephB;
    final S3Server s3;
    final FlakyProxy s3Line;
    final TcpProxy s3Gate;
    final SshServer ssh;
    final TcpProxy sshGate;
    final SlowConversions conversions;
    private final RunningServer server;
    final Storages storages;
    private int made;

    /** The uuids of the storages. */
    record Storages(String file, String cephA, String cephB, String s3, String sftp) {}

    private FaultSite(Path folder) throws Exception {
        this.folder = folder;
        try {
            cephA = opened(CephCluster.start(3L << 30));
            cephB = opened(CephCluster.start(3L << 30));
            s3 = opened(S3Server.start(Files.createDirectory(folder.resolve("s3"))));
            s3Line = opened(new FlakyProxy(s3.port(), 1, 64 << 20));
            s3Line.be(FlakyProxy.Mood.CALM);
            s3Gate = opened(TcpProxy.to(s3Line.port()));
            ssh = opened(SshServer.start(Files.createDirectory(folder.resolve("ssh"))));
            sshGate = opened(TcpProxy.to(ssh.port()));
            conversions = new SlowConversions(folder);
            server = opened(RunningServer.start(folder.resolve("server"), conversions.environment()));
            storages = addStorages();
        } catch (Exception e) {
            try {
                close();
            } catch (Exception more) {
                e.addSuppressed(more);
            }
            throw e;
        }
    }

    static FaultSite open(Path folder) throws Exception {
        return new FaultSite(folder);
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
    }

    private Storages addStorages() throws IOException {
        var credentials = Files.createDirectories(server.data().resolve("credentials"));
        Files.copy(Path.of(cephA.keyring()), credentials.resolve("ceph-a"));
        Files.copy(Path.of(cephB.keyring()), credentials.resolve("ceph-b"));
        Files.copy(ssh.clientKey(), credentials.resolve("ssh-key"));
        return new Storages(
                add(
                        "file",
                        request -> request.setFile(FileLocation.newBuilder()
                                .setPath(folder.resolve("files").toString()))),
                add("ceph-a", request -> request.setCeph(place(cephA, "ceph-a"))),
                add("ceph-b", request -> request.setCeph(place(cephB, "ceph-b"))),
                add(
                        "s3",
                        request -> request.setS3(S3Location.newBuilder()
                                .setEndpoint("http://" + s3Gate.address())
                                .setBucket(S3Server.BUCKET)
                                .setPathStyle(true)
                                .setKeyPair(S3KeyPair.newBuilder()
                                        .setAccessKeyId(s3.accessKeyId())
                                        .setSecretAccessKey(s3.secretAccessKey())))),
                add(
                        "sftp",
                        request -> request.setSftp(SftpLocation.newBuilder()
                                .setHost("127.0.0.1")
                                .setPort(sshGate.port())
                                .setUser(System.getProperty("user.name"))
                                .setPath(sftpFolder().toString())
                                .setKeyFile("ssh-key"))));
    }

    private static CephLocation.Builder place(CephCluster cluster, String keyring) {
        return CephLocation.newBuilder()
                .addMonitors(cluster.monitor())
                .setPool(cluster.pool())
                .setKeyringFile(keyring)
                .putOptions("rados_osd_op_timeout", CEPH_ANSWERS_WITHIN_SECONDS)
                .putOptions("rados_mon_op_timeout", CEPH_ANSWERS_WITHIN_SECONDS)
                .putOptions("client_mount_timeout", CEPH_ANSWERS_WITHIN_SECONDS);
    }

    private String add(String name, UnaryOperator<CreateBackupStorageRequest.Builder> place) {
        var request = place.apply(CreateBackupStorageRequest.newBuilder().setName(name));
        return BackupStorageServiceGrpc.newBlockingStub(server.session())
                .createBackupStorage(request.build())
                .getBackupStorage()
                .getUuid();
    }

    /** Makes an image of random bytes on a storage. */
    Stored image(long bytes, String storage) throws Exception {
        var name = "image-" + made++;
        var disk = DiskFiles.random(folder.resolve(name), bytes, made);
        return new Stored(new Uploading(between("", ""), disk, storage).finish(name), disk, storage);
    }

    /** Makes an image of a disk in QEMU's own format on a storage; the disk that it is known by here is the raw one. */
    Stored formatted(long bytes, String storage) throws Exception {
        var name = "image-" + made++;
        var disk = DiskFiles.random(folder.resolve(name), bytes, made);
        var file = folder.resolve(name + ".qcow2");
        Program.run("qemu-img", "convert", "-f", "raw", "-O", "qcow2", disk.toString(), file.toString())
                .ok();
        return new Stored(new Uploading(between("", ""), file, storage).finish(name), disk, storage);
    }

    /** Makes backups of a machine with two volumes of random bytes on a storage. */
    Machines.Group machine(long rootBytes, long dataBytes, String storage) throws Exception {
        var name = "machine-" + made++;
        var root = DiskFiles.random(folder.resolve(name + "-root"), rootBytes, made);
        var data = DiskFiles.random(folder.resolve(name + "-data"), dataBytes, made + 1000L);
        return new Machines(between("", "")).backUp(List.of(root, data), storage);
    }

    /** Starts to copy a machine's backups. */
    Follower sync(Machines.Group group, String from, String to) {
        return new Machines(between(from, to)).sync(group);
    }

    /** Starts to make an image of a backup on a storage, under a uuid. */
    Follower template(Machines.Backup backup, String storage, String image) {
        return new Machines(between("", storage)).template(backup, image);
    }

    /** An image, the disk that it was made of, and where it lies. */
    record Stored(String uuid, Path disk, String storage) {}

    /** Starts to migrate an image. */
    Follower migrate(Stored image, String to) {
        return Follower.of(server, new Migrations(between(image.storage(), to)).start(image.uuid()));
    }

    /** Has a storage give back what nothing needs. */
    void reclaim(String storage) {
        var request = ReclaimSpaceRequest.newBuilder()
                .setUuid(storage)
                .setAllowMoreThanHalf(true)
                .build();
        BackupStorageServiceGrpc.newBlockingStub(server.session())
                .reclaimSpace(request)
                .forEachRemaining(_ -> {});
    }

    /** Has the server look at a storage; fails where that is not connected. */
    void reconnect(String storage) {
        var request =
                ReconnectBackupStorageRequest.newBuilder().setUuid(storage).build();
        var _ = BackupStorageServiceGrpc.newBlockingStub(server.session()).reconnectBackupStorage(request);
    }

    /** Removes an image for good. */
    void expunge(Stored image) {
        var images = ImageServiceGrpc.newBlockingStub(server.session());
        var _ = images.deleteImage(
                DeleteImageRequest.newBuilder().setUuid(image.uuid()).build());
        var _ = images.expungeImage(
                ExpungeImageRequest.newBuilder().setUuid(image.uuid()).build());
    }

    /** Holds a task back where it is. */
    void pause(Follower task) {
        var request = PauseTaskRequest.newBuilder().setUuid(task.task()).build();
        var _ = TaskServiceGrpc.newBlockingStub(server.session()).pauseTask(request);
    }

    /** Lets it go on. */
    void resume(Follower task) {
        var request = ResumeTaskRequest.newBuilder().setUuid(task.task()).build();
        var _ = TaskServiceGrpc.newBlockingStub(server.session()).resumeTask(request);
    }

    private Site between(String from, String to) {
        return new Site(folder, server, new Cli(server), from, to);
    }

    /** Has images that are opened from now on written with so many MiB a second; 0 for no limit. */
    static void throttle(CephCluster cluster, int mib) throws IOException, InterruptedException {
        var limit = Long.toString(mib * DiskFiles.MIB);
        cluster.run("rbd", "config", "pool", "set", cluster.pool(), "rbd_qos_write_bps_limit", limit);
    }

    /** Ends the server as a power cut would and starts it where it lies; followers see to themselves. */
    void killServer(List<Follower> followers) {
        killServer();
        startServer(followers);
    }

    /** Ends the server as a power cut would. */
    void killServer() {
        server.kill();
    }

    /** Starts it where it lies; followers see to themselves. */
    void startServer(List<Follower> followers) {
        server.start();
        followers.forEach(Follower::attachAgain);
    }

    /** Whether a storage is shown as connected. */
    boolean connected(String storage) {
        var request = GetBackupStorageRequest.newBuilder().setUuid(storage).build();
        var shown = BackupStorageServiceGrpc.newBlockingStub(server.session()).getBackupStorage(request);
        return shown.getBackupStorage().getStatus() == BackupStorageStatus.BACKUP_STORAGE_STATUS_CONNECTED;
    }

    /** Whether what the server reads of an image, checking each block, is the disk's bytes. */
    boolean equal(Stored stored) throws IOException {
        return equal(ReadRequest.newBuilder().setImageUuid(stored.uuid()).build(), stored.disk());
    }

    /** The same of what lies on one of a backup's storages. */
    boolean equal(Machines.Backup backup, String storage) throws IOException {
        var request =
                ReadRequest.newBuilder().setVolumeBackupUuid(backup.uuid()).setBackupStorageUuid(storage);
        return equal(request.build(), backup.disk());
    }

    private boolean equal(ReadRequest request, Path file) throws IOException {
        var parts = ContentServiceGrpc.newBlockingStub(server.session()).read(request);
        try (var disk = Files.newInputStream(file)) {
            while (parts.hasNext()) {
                var data = parts.next().getChunk().getData(); // random bytes: no zeros are told in other ways
                if (!data.equals(ByteString.copyFrom(disk.readNBytes(data.size())))) {
                    return false;
                }
            }
            return disk.read() < 0;
        }
    }

    /** Lets the bytes to the bucket and to the host pass. */
    void letGo() {
        s3Gate.letGo();
        sshGate.letGo();
    }

    /** Where the host's storage lies. */
    Path sftpFolder() {
        return folder.resolve("sftp");
    }

    /** The keys of the bucket's manifests of an image, a backup or a group. */
    List<String> manifestsInBucket(String kind, String uuid) {
        return Official.keys(s3, "manifests/" + kind + "/" + uuid);
    }

    /** The names of the host's. */
    List<String> manifestsOnHost(String kind, String uuid) throws IOException {
        return Official.names(
                ssh, sftpFolder().resolve("manifests").resolve(kind).resolve(uuid));
    }

    @Override
    public void close() throws Exception {
        Exception failure = null;
        for (var part : open) {
            try {
                part.close();
            } catch (Exception e) {
                failure = e;
            }
        }
        open.clear();
        if (failure != null) {
            throw failure;
        }
    }
}
