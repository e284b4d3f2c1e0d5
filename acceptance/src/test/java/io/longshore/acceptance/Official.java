package io.longshore.acceptance;

import io.longshore.server.driver.ceph.CephCluster;
import io.longshore.server.driver.peer.S3Server;
import io.longshore.server.driver.peer.SshServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What lies on storages as their makers' own clients see it. */
final class Official {
    private Official() {}

    /** The images of a pool, by rbd. */
    static List<String> images(CephCluster cluster) throws IOException, InterruptedException {
        return cluster.run("rbd", "ls", cluster.pool()).lines().toList();
    }

    /** Whether what rbd exports is a disk's bytes. */
    static boolean exports(CephCluster cluster, String image, Path disk) throws IOException, InterruptedException {
        var out = disk.resolveSibling("exported");
        cluster.run("rbd", "export", "--no-progress", cluster.pool() + "/" + image, out.toString());
        try {
            return DiskFiles.equal(disk, out);
        } finally {
            Files.delete(out);
        }
    }

    /** The keys of a bucket's objects, by Amazon's client. */
    static List<String> keys(S3Server server, String prefix) {
        try (var client = client(server)) {
            return client
                    .listObjectsV2Paginator(
                            request -> request.bucket(S3Server.BUCKET).prefix(prefix))
                    .contents()
                    .stream()
                    .map(S3Object::key)
                    .toList();
        }
    }

    /** The keys of a bucket's uploads that were neither completed nor aborted. */
    static List<String> uploads(S3Server server) {
        try (var client = client(server)) {
            return client.listMultipartUploadsPaginator(request -> request.bucket(S3Server.BUCKET)).uploads().stream()
                    .map(MultipartUpload::key)
                    .toList();
        }
    }

    private static S3Client client(S3Server server) {
        return S3Client.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + server.port()))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(server.accessKeyId(), server.secretAccessKey())))
                .build();
    }

    /** The names in a folder of another host, by sftp; none where there is no such folder. */
    static List<String> names(SshServer server, Path folder) throws IOException {
        var batch = Files.writeString(Files.createTempFile("longshore", ".sftp"), "-ls -1 " + folder + "\n");
        try {
            var listing = Program.run(
                    Map.of(),
                    List.of(
                            "sftp",
                            "-q",
                            "-b",
                            batch.toString(),
                            "-i",
                            server.clientKey().toString(),
                            "-P",
                            Integer.toString(server.port()),
                            "-o",
                            "StrictHostKeyChecking=no",
                            "-o",
                            "UserKnownHostsFile=/dev/null",
                            System.getProperty("user.name") + "@127.0.0.1"));
            return listing.ok()
                    .out()
                    .lines()
                    .filter(line -> !line.startsWith("sftp>"))
                    .map(line -> Path.of(line.strip()).getFileName().toString())
                    .toList();
        } finally {
            Files.delete(batch);
        }
    }
}
