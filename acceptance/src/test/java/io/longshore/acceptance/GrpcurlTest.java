package io.longshore.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.v1.LoginRequest;
import io.longshore.v1.SessionServiceGrpc;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stranger's client, which knows the contract by reflection alone. */
final class GrpcurlTest {
    @TempDir
    private Path folder;

    @Test
    void printsLiveEventsAndTheResult() {
        try (var site = Site.open(folder)) {
            var image = site.cli()
                    .uuid(
                            "image",
                            "add",
                            DiskFiles.random(site.file("disk"), 8 * DiskFiles.MIB, 1)
                                    .toString(),
                            "--name",
                            "n",
                            "--storage",
                            "a");
            var ended = migrate(site, image, site.a(), site.b()).ok();
            assertThat(ended.out()).contains("\"snapshot\"", "\"stateChange\"", "\"terminal\"", "\"receipt\"");
        }
    }

    @Test
    void printsTheEventsAndTheReasonOfAFailure() {
        try (var site = Site.open(folder)) {
            var missing = "0123456789abcdef0123456789abcdef";
            var ended = migrate(site, missing, site.a(), site.b());
            assertThat(ended.exitCode()).isNotZero();
            assertThat(ended.err()).contains("IMAGE_NOT_FOUND", "NotFound", "SYS.1003", missing);
        }
    }

    private static Program.Ended migrate(Site site, String image, String from, String to) {
        var session = SessionServiceGrpc.newBlockingStub(site.server().anonymous())
                .login(LoginRequest.newBuilder()
                        .setAccountName("admin")
                        .setPassword(site.server().password())
                        .build())
                .getSession()
                .getUuid();
        var request =
                "{\"image_uuid\":\"%s\",\"source_backup_storage_uuid\":\"%s\",\"destination_backup_storage_uuid\":\"%s\"}"
                        .formatted(image, from, to);
        return Program.run(
                Program.tool("grpcurl"),
                "-plaintext",
                "-H",
                "authorization: Bearer " + session,
                "-d",
                request,
                site.server().grpc(),
                "longshore.v1.ImageService/MigrateImage");
    }
}
