package io.longshore.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies on a storage already is not sent again. */
final class SharingTest {
    @TempDir
    private Path folder;

    @Test
    void aSecondSyncAndATemplateMoveNoData() throws Exception {
        var root = DiskFiles.ext4(folder, "root", 64, 40);
        var data = DiskFiles.random(folder.resolve("data"), 20 * DiskFiles.MIB + 512, 5);
        try (var site = Site.open(folder)) {
            var cli = site.cli();
            var group = backUp(site, root, data, "first").get("group_uuid").asString();
            assertThat(sent(cli.json("backup", "sync", group, "--from", "a", "--to", "b")))
                    .isPositive();
            assertThat(sent(cli.json("backup", "sync", group, "--from", "a", "--to", "b")))
                    .isZero();

            try (var file = new RandomAccessFile(data.toFile(), "rw")) {
                file.seek(7 * DiskFiles.MIB);
                file.write(1);
            }
            var next = backUp(site, root, data, "second");
            var synced = cli.json("backup", "sync", next.get("group_uuid").asString(), "--from", "a", "--to", "b");
            assertThat(sent(synced)).as("one block changed").isLessThanOrEqualTo(DiskFiles.MIB);

            var backup = next.get("volume_backups").get(1).get("uuid").asString();
            var template = cli.json("backup", "template", backup, "--storage", "a", "--name", "t");
            assertThat(template.get("receipt").get("sent_bytes").asLong()).isZero();
            assertThat(template.get("media_type").asString()).isEqualTo("IMAGE_MEDIA_TYPE_DATA_VOLUME_TEMPLATE");
            var out = site.file("restored");
            cli.run("backup", "restore", backup, out.toString()).ok();
            assertThat(DiskFiles.equal(data, out)).isTrue();
        }
    }

    private static tools.jackson.databind.JsonNode backUp(Site site, Path root, Path data, String name) {
        return site.cli().json("backup", "add", root.toString(), data.toString(), "--storage", "a", "--name", name);
    }

    private static long sent(tools.jackson.databind.JsonNode synced) {
        long sum = 0;
        for (var receipt : synced.get("receipts")) {
            sum += receipt.get("sent_bytes").asLong();
        }
        return sum;
    }
}
