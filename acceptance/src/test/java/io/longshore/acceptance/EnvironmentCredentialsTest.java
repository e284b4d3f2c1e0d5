package io.longshore.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.driver.peer.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bucket whose keys only the server's environment has. */
final class EnvironmentCredentialsTest {
    @TempDir
    private Path folder;

    @Test
    void aStorageFindsItsKeysInTheServersEnvironmentAndTellsWhatIsMissing() throws IOException {
        var disk = DiskFiles.ext4(folder, "disk.raw", 16, 8);
        try (var s3 = S3Server.start(Files.createDirectory(folder.resolve("s3")));
                var server = RunningServer.start(
                        folder.resolve("data"),
                        Map.of(
                                "LONGSHORE_BUCKET_ACCESS_KEY_ID",
                                s3.accessKeyId(),
                                "LONGSHORE_BUCKET_SECRET_ACCESS_KEY",
                                s3.secretAccessKey()))) {
            var cli = new Cli(server);

            var refused = add(cli, s3, "LONGSHORE_OTHER");
            assertThat(refused.exitCode()).isNotZero();
            assertThat(refused.err()).contains("LONGSHORE_OTHER_ACCESS_KEY_ID");

            add(cli, s3, "LONGSHORE_BUCKET").ok();
            cli.run("image", "add", disk.toString(), "--name", "disk", "--storage", "s3")
                    .ok();
            var out = folder.resolve("out.raw");
            cli.run("image", "export", "disk", out.toString()).ok();
            assertThat(DiskFiles.equal(disk, out)).isTrue();
        }
    }

    private static Program.Ended add(Cli cli, S3Server s3, String environment) {
        return cli.run(
                "storage",
                "add",
                "s3",
                "--s3",
                S3Server.BUCKET + "/disks",
                "--endpoint",
                "http://127.0.0.1:" + s3.port(),
                "--path-style",
                "--environment",
                environment);
    }
}
