package io.longshore.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks with real file systems go in, migrate, and come out as they went in. */
final class RoundTripTest {
    @TempDir
    private Path folder;

    @Test
    void rawAndQcow2ComeOutAsTheyWentIn() {
        var raw = DiskFiles.ext4(folder, "disk.raw", 96, 60);
        var qcow2 = folder.resolve("disk.qcow2");
        var qemuImg = Program.tool("qemu-img");
        Program.run(qemuImg, "convert", "-O", "qcow2", raw.toString(), qcow2.toString())
                .ok();
        try (var site = Site.open(folder)) {
            travel(site, raw, "raw", 96 * DiskFiles.MIB);
            travel(site, qcow2, "qcow2", 96 * DiskFiles.MIB);
        }
        Program.run(qemuImg, "check", folder.resolve("out.qcow2").toString()).ok();
        Program.run(
                        qemuImg,
                        "compare",
                        raw.toString(),
                        folder.resolve("out.qcow2").toString())
                .ok();
    }

    private static void travel(Site site, Path disk, String format, long sizeBytes) {
        var cli = site.cli();
        var added = cli.json("image", "add", disk.toString(), "--name", format, "--storage", "a");
        assertThat(added.get("format").asString()).isEqualTo(format);
        assertThat(added.get("size_bytes").asLong()).isEqualTo(sizeBytes);
        if (added.has("md5_sum")) {
            var md5 = Program.run("md5sum", disk.toString()).ok().out().substring(0, 32);
            assertThat(added.get("md5_sum").asString()).isEqualTo(md5);
        }
        var uuid = added.get("uuid").asString();
        var moved = cli.json("image", "migrate", uuid, "--from", "a", "--to", "b");
        assertThat(moved.get("uuid").asString()).isEqualTo(uuid);
        assertThat(moved.get("receipt").get("verification").asString()).isEqualTo("VERIFICATION_READ_BACK");
        var out = site.file("out." + format);
        cli.run("image", "export", uuid, out.toString()).ok();
        assertThat(DiskFiles.equal(disk, out)).as("%s equals what went in", out).isTrue();
    }
}
