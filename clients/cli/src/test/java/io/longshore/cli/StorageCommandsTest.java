package io.longshore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.v1.PromiseOutcome;
import org.junit.jupiter.api.Test;

class StorageCommandsTest extends CommandTest {
    @Test
    void addSendsTheCapacityAndAnAbsolutePath() {
        var added = cli.run("-o", "json", "storage", "add", "c", "--path", "/srv/x/../c", "--capacity", "1.5G");
        assertThat(added.exitCode()).isZero();
        var storage = Fields.of(added.lastLine());
        assertThat(storage.text("uuid")).hasSize(32);
        assertThat(storage.text("file.path")).isEqualTo("/srv/c");
        assertThat(storage.number("capacity.total_bytes")).isEqualTo(1_610_612_736L);
    }

    @Test
    void addTakesABucket() {
        var added = cli.run(
                "-o",
                "json",
                "storage",
                "add",
                "c",
                "--s3",
                "disks/long/shore",
                "--endpoint",
                "https://s3:9000",
                "--profile",
                "backups",
                "--path-style");
        var storage = Fields.of(added.lastLine());
        assertThat(storage.text("s3.bucket")).isEqualTo("disks");
        assertThat(storage.text("s3.prefix")).isEqualTo("long/shore");
        assertThat(storage.text("s3.profile")).isEqualTo("backups");
    }

    @Test
    void addTakesAFolderOnAnotherHostAndItsPasswordFromTheEnvironment() {
        var added = cli.with("LONGSHORE_STORAGE_SECRET", "secret")
                .run("-o", "json", "storage", "add", "c", "--sftp", "me@host:2022/srv/c");
        var storage = Fields.of(added.lastLine());
        assertThat(storage.text("sftp.user")).isEqualTo("me");
        assertThat(storage.text("sftp.host")).isEqualTo("host");
        assertThat(storage.number("sftp.port")).isEqualTo(2022);
        assertThat(storage.text("sftp.path")).isEqualTo("/srv/c");
        assertThat(storage.text("sftp.password")).isEqualTo("secret");
    }

    @Test
    void addTakesAPoolAndItsKeyring() {
        var added = cli.run(
                "-o",
                "json",
                "storage",
                "add",
                "c",
                "--ceph",
                "mon1,mon2:6789/images",
                "--keyring-file",
                "admin.keyring",
                "--client-option",
                "rados_osd_op_timeout=5");
        var storage = Fields.of(added.lastLine());
        assertThat(storage.text("ceph.pool")).isEqualTo("images");
        assertThat(storage.text("ceph.keyring_file")).isEqualTo("admin.keyring");
    }

    @Test
    void addTakesOnePlaceAlone() {
        assertThat(cli.run("storage", "add", "c").exitCode()).isEqualTo(2);
        var two = cli.run("storage", "add", "c", "--path", "/srv/c", "--s3", "disks");
        assertThat(two.exitCode()).isEqualTo(2);
        assertThat(two.err()).contains("--path").contains("--s3");
    }

    @Test
    void aBadSizeIsAWrongCommandLine() {
        var refused = cli.run("storage", "add", "c", "--path", "/srv/c", "--capacity", "plenty");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("size: plenty (expected: a number with a unit, such as 512M or 10GiB)");
    }

    @Test
    void aBrokenRuleNamesItsField() {
        var refused = cli.run("storage", "add", "x".repeat(300), "--path", "/srv/c");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("(INVALID_ARGUMENT)").contains("  name: must be at most 255 characters");
    }

    @Test
    void listIsATableForPeople() {
        var list = cli.run("storage", "list");
        assertThat(list.outLines()).hasSize(3);
        assertThat(list.outLines().getFirst()).matches("NAME  STATE    STATUS     USED  AVAILABLE  PATH    UUID");
        assertThat(list.outLines().get(1)).startsWith("a     enabled  connected   0 B        0 B  /srv/a  ");
    }

    @Test
    void disableAndEnableChangeTheState() {
        assertThat(cli.run("storage", "disable", "a").out())
                .contains("storage a (")
                .contains("disabled, connected");
        assertThat(Fields.of(cli.run("storage", "enable", "a", "-o", "json").lastLine())
                        .text("state"))
                .isEqualTo("BACKUP_STORAGE_STATE_ENABLED");
    }

    @Test
    void checkFailsWhereSomethingIsWrong() {
        assertThat(cli.run("storage", "check", "a").out())
                .contains("checked 3 manifests and 7 packs, read 0 B: all is well");
        server.storages.damage("packs/ab/cd.pack", "footer: 12 bytes (expected: 64)");
        var checked = cli.run("storage", "check", "a");
        assertThat(checked.exitCode()).isEqualTo(8);
        assertThat(checked.out()).contains("  packs/ab/cd.pack: footer: 12 bytes (expected: 64)");
    }

    @Test
    void verifyTellsWhatWasReadHealedAndIsStillWrong() {
        assertThat(cli.run("storage", "verify", "a", "--max-age", "30d", "--max-duration", "90m", "--rate", "1M")
                        .out())
                .contains("read 7 packs (0 B) with 70 blocks and 2 nodes, and 3 manifests")
                .contains("1 damaged or missing, 1 healed, 0 problems");
        assertThat(server.storages.verified().getMaxAge().getSeconds()).isEqualTo(30 * 86_400);
        assertThat(server.storages.verified().getMaxDuration().getSeconds()).isEqualTo(5400);
        assertThat(server.storages.verified().getMaxBytesPerSecond()).isEqualTo(1 << 20);

        server.storages.damage("packs/ab/cd.pack", "at 64: SHA-256");
        var verified = cli.run("storage", "verify", "a");
        assertThat(verified.exitCode()).isEqualTo(8);
        assertThat(verified.out()).contains("  packs/ab/cd.pack: at 64: SHA-256");
        assertThat(cli.run("storage", "verify", "a", "--max-age", "soon").exitCode())
                .isEqualTo(2);
    }

    @Test
    void adoptTakesAStorageOfTheCatalogOrOneThatLiesSomewhere() {
        assertThat(cli.run("storage", "adopt", "a").out())
                .contains("taken up: 4 images, 3 volume backups, 2 groups, 1 entries of the trash");
        assertThat(cli.run("storage", "adopt", "found", "--path", "/srv/found").out())
                .contains("storage found (");
    }

    @Test
    void aDeepCheckSaysOfEachPromiseHowItStands() {
        server.storages.promise("ranges", PromiseOutcome.PROMISE_OUTCOME_HOLDS, "");
        server.storages.promise("room-told", PromiseOutcome.PROMISE_OUTCOME_NOT_OFFERED, "give it a capacity");
        assertThat(cli.run("storage", "check", "a").out()).doesNotContain("ranges");
        var sound = cli.run("storage", "check", "a", "--deep");
        assertThat(sound.exitCode()).isZero();
        assertThat(sound.out())
                .contains("  holds             ranges: It is kept.\n")
                .contains("  can't be promised room-told: It is kept. (give it a capacity)");
        server.storages.promise("one-winner", PromiseOutcome.PROMISE_OUTCOME_BROKEN, "two won");
        var broken = cli.run("storage", "check", "a", "--deep");
        assertThat(broken.exitCode()).isEqualTo(8);
        assertThat(broken.out()).contains("  BROKEN            one-winner: It is kept. (two won)");
    }

    @Test
    void updateChangesWhatIsGivenAndLeavesTheRest() {
        assertThat(cli.run("storage", "update", "a", "--rate", "50M", "--verify", "read-back")
                        .exitCode())
                .isZero();
        var changed = cli.run("storage", "update", "a", "--name", "z", "--connections", "2", "-o", "json");
        var storage = Fields.of(changed.lastLine());
        assertThat(storage.text("name")).isEqualTo("z");
        assertThat(storage.number("options.bytes_per_second")).isEqualTo(50L << 20);
        assertThat(storage.number("options.connections")).isEqualTo(2);
        assertThat(cli.run("storage", "show", "z").out())
                .contains("50.0 MiB/s at most")
                .contains("reading back");
        assertThat(cli.run("storage", "update", "z").exitCode()).isEqualTo(2);
    }

    @Test
    void reconnectShowsTheStorage() {
        assertThat(cli.run("storage", "reconnect", "a").out())
                .contains("storage a (")
                .contains("connected");
    }

    @Test
    void addTakesAnEncryptedKeyAndOnesOwnAuthority() {
        var sftp = Fields.of(cli.with("LONGSHORE_STORAGE_SECRET", "phrase")
                .run("-o", "json", "storage", "add", "c", "--sftp", "me@host/c", "--key-file", "id", "--key-passphrase")
                .lastLine());
        assertThat(sftp.text("sftp.key_passphrase")).isEqualTo("phrase");
        var s3 = Fields.of(cli.run(
                        "-o",
                        "json",
                        "storage",
                        "add",
                        "d",
                        "--s3",
                        "disks",
                        "--certificates-file",
                        "ca.pem",
                        "--rate",
                        "1M")
                .lastLine());
        assertThat(s3.text("s3.certificates_file")).isEqualTo("ca.pem");
        assertThat(s3.number("options.bytes_per_second")).isEqualTo(1L << 20);
    }

    @Test
    void reclaimSaysWhatCameBack() {
        assertThat(cli.run("storage", "reclaim", "a").out()).contains("gave back 5.00 MiB: 2 packs removed");
        assertThat(Fields.of(cli.run("storage", "reclaim", "a", "-o", "json").lastLine())
                        .number("freed_bytes"))
                .isEqualTo(5L << 20);
    }

    @Test
    void aRemovedStorageIsNotFoundAnyMore() {
        assertThat(cli.run("storage", "remove", "a").exitCode()).isZero();
        var gone = cli.run("storage", "show", "a");
        assertThat(gone.exitCode()).isEqualTo(3);
        assertThat(gone.err()).isEqualTo("longshore: storage: a (there is none of this name)\n");
    }

    @Test
    void trashIsListedAndEmptied() {
        var a = cli.run("storage", "show", "a", "-q").lastLine();
        server.storages.throwAway(a, "debian");
        server.storages.throwAway(a, "fedora");
        assertThat(cli.run("trash", "list", "-q").outLines()).containsExactly("1", "2");
        assertThat(cli.run("trash", "empty", "a", "--id", "2").out()).contains("1 entries removed, 1.00 MiB");
        var emptied = Fields.of(cli.run("trash", "empty", "a", "-o", "json").lastLine());
        assertThat(emptied.text("uuid")).isEqualTo(a);
        assertThat(emptied.text("entries.0.image_name")).isEqualTo("debian");
        assertThat(cli.run("trash", "list").out()).isEqualTo("The trash is empty.\n");
    }
}
