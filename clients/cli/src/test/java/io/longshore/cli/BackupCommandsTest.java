package io.longshore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class BackupCommandsTest extends CommandTest {
    @Test
    void addMakesOneGroupOfAllDisks() throws IOException {
        var added = cli.run(
                "backup",
                "add",
                denseFile("root.img", 1).toString(),
                denseFile("data.img", 2).toString(),
                "--storage",
                "a",
                "--name",
                "tuesday",
                "-o",
                "json");
        assertThat(added.exitCode()).isZero();
        var group = Fields.of(added.lastLine());
        assertThat(group.text("uuid")).isEqualTo(group.text("group_uuid"));
        assertThat(group.text("volume_backups.0.type")).isEqualTo("VOLUME_TYPE_ROOT");
        assertThat(group.text("volume_backups.1.name")).isEqualTo("tuesday-data-1");
        assertThat(group.number("receipts.1.read_bytes")).isEqualTo(2L * MIB + 5);
    }

    @Test
    void eachBackupOfAGroupCanBeRestoredByName() throws IOException {
        var data = denseFile("data.img", 2);
        cli.run("backup", "add", denseFile("root.img", 1).toString(), data.toString(), "--storage", "a");
        var target = folder.resolve("restored");
        var restored = cli.run("backup", "restore", "root-data-1", target.toString());
        assertThat(restored.exitCode()).isZero();
        assertThat(Files.mismatch(data, target)).isEqualTo(-1);
    }

    @Test
    void syncTellsEachBackupsReceipt() throws IOException {
        cli.run("backup", "add", denseFile("root.img", 1).toString(), "--storage", "a", "--name", "vm");
        var synced = cli.run("backup", "sync", "vm", "--from", "a", "--to", "b");
        assertThat(synced.out())
                .contains("group vm (")
                .contains("root backup vm (")
                .contains("    read 1.00 MiB");
        assertThat(Fields.of(cli.run("backup", "sync", "vm", "--from", "a", "--to", "b", "-o", "json")
                                .lastLine())
                        .has("receipts.0.sent_bytes"))
                .isTrue();
    }

    @Test
    void twoGroupsOfOneNameAreToldApartByUuid() throws IOException {
        var root = denseFile("root.img", 1).toString();
        var first = cli.run("backup", "add", root, "--storage", "a", "--name", "vm", "-q")
                .lastLine();
        var second = cli.run("backup", "add", root, "--storage", "a", "--name", "vm", "-q")
                .lastLine();
        var ambiguous = cli.run("backup", "sync", "vm", "--from", "a", "--to", "b");
        assertThat(ambiguous.exitCode()).isEqualTo(2);
        assertThat(ambiguous.err()).contains("the name fits 2").contains(first).contains(second);
        assertThat(cli.run("backup", "sync", first, "--from", "a", "--to", "b").exitCode())
                .isZero();
    }

    @Test
    void deletingAGroupDeletesEachOfItsBackups() throws IOException {
        cli.run(
                "backup",
                "add",
                denseFile("root.img", 1).toString(),
                denseFile("data.img", 1).toString(),
                "--storage",
                "a",
                "--name",
                "vm");
        assertThat(cli.run("backup", "list", "-q").outLines()).hasSize(2);
        assertThat(cli.run("backup", "delete", "vm-data-1").out())
                .contains("vm-data-1")
                .contains("is gone for good");
        assertThat(cli.run("backup", "delete", "vm").exitCode()).isZero();
        assertThat(cli.run("backup", "list", "--groups").out()).startsWith("There is no backup yet");
    }

    @Test
    void showTellsAGroupOrABackup() throws IOException {
        cli.run("backup", "add", denseFile("root.img", 1).toString(), "--storage", "a", "--name", "vm");
        assertThat(cli.run("backup", "show", "vm").out()).contains("backup        root backup vm (");
        var single = cli.run("backup", "list", "-q").lastLine();
        assertThat(cli.run("backup", "show", single).out()).contains("type          root");
    }
}
