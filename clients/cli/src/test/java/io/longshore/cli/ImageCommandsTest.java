package io.longshore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.longshore.v1.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class ImageCommandsTest extends CommandTest {
    @Test
    void addSendsAFileByteForByteAndLeavesItsHolesOut() throws IOException {
        var file = sparseFile(9);
        var added = cli.run("image", "add", file.toString(), "--name", "debian", "--storage", "a", "-o", "json");
        assertThat(added.err()).isEmpty();
        assertThat(added.exitCode()).isZero();
        var image = Fields.of(added.lastLine());
        assertThat(image.text("name")).isEqualTo("debian");
        assertThat(server.content.content(image.text("uuid"))).isEqualTo(Files.readAllBytes(file));
        assertThat(server.content.dataBytes()).isEqualTo(2L * MIB + 777);
        assertThat(image.number("receipt.sent_bytes")).isEqualTo((9L * MIB + 777) / 2);
        assertThat(image.text("identity.root")).hasSize(64);
    }

    @Test
    void addGoesOnWhereTheServerStandsAfterEachLostConnection() throws IOException {
        var file = denseFile("dense.img", 7);
        server.content.cutWritesAfter(3, 0, 2);
        var added = cli.run("image", "add", file.toString(), "--name", "x", "--storage", "a", "-q");
        assertThat(added.exitCode()).isZero();
        assertThat(server.content.content(added.lastLine())).isEqualTo(Files.readAllBytes(file));
        assertThat(server.content.dataBytes()).isEqualTo(Files.size(file));
        assertThat(added.err()).contains("lost the server (cut by the test)").contains("the server is back");
    }

    @Test
    void addGivesUpWhereNothingIsGainedByTryingAgain() throws IOException {
        server.content.cutWritesAfter(Collections.nCopies(1000, 0).toArray(Integer[]::new));
        var added = cli.patient(Duration.ofMillis(300))
                .run("image", "add", denseFile("dense.img", 2).toString(), "--name", "x", "--storage", "a");
        assertThat(added.exitCode()).isEqualTo(6);
        assertThat(added.err()).contains("up after 0 s: cut by the test");
    }

    @Test
    void addFailsWhereTheImageIsNotWhatWasSent() throws IOException {
        server.images.claimRoot("ab".repeat(32));
        var added = cli.run("image", "add", denseFile("dense.img", 1).toString(), "--name", "x", "--storage", "a");
        assertThat(added.exitCode()).isEqualTo(8);
        assertThat(added.err()).contains("ab".repeat(32)).contains("expected: ");
    }

    @Test
    void addLeavesNoUploadBehindWhereNoImageCanBeMadeOfIt() throws IOException {
        server.tasks.failWith(
                Status.Code.INVALID_ARGUMENT,
                "FORMAT_REFERS_TO_OTHER_FILES",
                ErrorCode.newBuilder()
                        .setDetails("backing file: /etc/passwd (expected: none)")
                        .build());
        var added = cli.run("image", "add", denseFile("x.qcow2", 1).toString(), "--name", "x", "--storage", "a");
        assertThat(added.exitCode()).isEqualTo(2);
        assertThat(added.err())
                .contains("longshore: backing file: /etc/passwd (expected: none) (FORMAT_REFERS_TO_OTHER_FILES)");
        assertThat(server.content.uploads()).isZero();
    }

    @Test
    void addGoesOnWithAnInterruptedUploadWhenToldItsUuid() throws IOException {
        var file = denseFile("dense.img", 3);
        var upload = "ab".repeat(16);
        var storage = cli.run("storage", "show", "a", "-q").lastLine();
        server.content.begin(upload, storage, Files.readAllBytes(file), 2 * MIB);
        var added = cli.run("image", "add", file.toString(), "--name", "x", "--storage", "a", "--upload", upload, "-q");
        assertThat(added.exitCode()).isZero();
        assertThat(server.content.content(added.lastLine())).isEqualTo(Files.readAllBytes(file));
        assertThat(server.content.dataBytes()).isEqualTo(MIB + 5L);
    }

    @Test
    void aDeletedImageIsFoundByNameToBeRecoveredAndNotOtherwise() {
        server.images.put("debian", SOMEWHERE, new byte[MIB]);
        assertThat(cli.run("image", "delete", "debian").out()).contains("deleted");
        var fresh = server.images.put("debian", SOMEWHERE, new byte[MIB]);
        assertThat(cli.run("image", "disable", "debian", "-q").lastLine()).isEqualTo(fresh.getUuid());
        var recovered = cli.run("image", "recover", "debian", "-q").lastLine();
        assertThat(recovered).hasSize(32).isNotEqualTo(fresh.getUuid());
    }

    @Test
    void expungeSaysThatTheImageIsGone() {
        var image = server.images.put("debian", SOMEWHERE, new byte[MIB]);
        assertThat(cli.run("image", "expunge", "debian").exitCode()).isEqualTo(4);
        cli.run("image", "delete", "debian");
        var gone = cli.run("image", "expunge", "debian", "-o", "json");
        assertThat(gone.exitCode()).isZero();
        assertThat(Fields.of(gone.lastLine()).text("uuid")).isEqualTo(image.getUuid());
        assertThat(cli.run("image", "show", image.getUuid()).exitCode()).isEqualTo(3);
    }

    @Test
    void listFetchesAllPages() {
        for (int i = 0; i < 5; i++) {
            server.images.put("image " + i, SOMEWHERE, new byte[MIB]);
        }
        assertThat(cli.run("image", "list", "-o", "json").outLines()).hasSize(5);
        assertThat(cli.run("image", "list", "-q").outLines()).hasSize(5).allMatch(line -> line.length() == 32);
        assertThat(cli.run("image", "list").outLines()).hasSize(6);
    }

    @Test
    void detachStartsTheTaskAndLeaves() {
        server.images.put("debian", SOMEWHERE, new byte[MIB]);
        var request = "cd".repeat(16);
        var left = cli.run(
                "image",
                "migrate",
                "debian",
                "--from",
                "a",
                "--to",
                "b",
                "--detach",
                "-q",
                "--request-id",
                "cdcdcdcd-cdcd-cdcd-cdcd-cdcdcdcdcdcd");
        assertThat(left.exitCode()).isZero();
        assertThat(left.lastLine()).isEqualTo(request);
        assertThat(server.tasks.uuids()).containsExactly(request);
    }

    @Test
    void migrateEndsWithTheImageAndItsReceipt() {
        var image = server.images.put("debian", SOMEWHERE, new byte[4 * MIB]);
        var migrated = cli.run("image", "migrate", "debian", "--from", "a", "--to", "b", "--output", "json");
        assertThat(migrated.exitCode()).isZero();
        assertThat(migrated.outLines()).hasSize(6);
        assertThat(Fields.of(migrated.outLines().getFirst()).text("snapshot.task.state"))
                .isEqualTo("TASK_STATE_WAITING");
        assertThat(Fields.of(migrated.outLines().get(2)).number("progress.step.bytes_done"))
                .isEqualTo(4L * MIB);
        var last = Fields.of(migrated.lastLine());
        assertThat(last.text("uuid")).isEqualTo(image.getUuid());
        assertThat(last.number("receipt.deduplicated_bytes")).isEqualTo(MIB);
        assertThat(last.number("receipt.resent_bytes")).isZero();
    }

    @Test
    void migrateSurvivesLostConnectionsAndShowsEachEventOnce() {
        server.images.put("debian", SOMEWHERE, new byte[4 * MIB]);
        server.tasks.cutAfter(1, 2);
        var migrated = cli.run("image", "migrate", "debian", "--from", "a", "--to", "b", "-o", "json");
        assertThat(migrated.exitCode()).isZero();
        assertThat(migrated.outLines()).hasSize(6);
        assertThat(server.tasks.uuids()).hasSize(1);
        var watches = server.tasks.watches();
        assertThat(watches).hasSize(3);
        assertThat(watches.get(0).hasResumeAfter()).isFalse();
        assertThat(watches.get(1).getResumeAfter()).isEqualTo(10);
        assertThat(watches.get(2).getResumeAfter()).isEqualTo(30);
    }

    @Test
    void migrateTellsInWordsWhatWasDone() {
        server.images.put("debian", SOMEWHERE, new byte[4 * MIB]);
        var migrated = cli.run("image", "migrate", "debian", "--from", "a", "--to", "b");
        assertThat(migrated.out())
                .contains("image debian (")
                .contains("on b")
                .contains("read 4.00 MiB, sent 2.00 MiB, already there 1.00 MiB, zeros 1.00 MiB")
                .contains("verified: 2.00 MiB read back from the device and equal")
                .contains("took 2.0 s");
        assertThat(migrated.err()).contains("copy: begun, 8.00 MiB").contains("copy: done, 8.00 MiB in 2.0 s");
    }

    @Test
    void exportWritesTheSameBytes() throws IOException {
        var bytes = Files.readAllBytes(sparseFile(5));
        server.images.put("debian", SOMEWHERE, bytes);
        server.content.cutReadsAfter(2, 1);
        var target = folder.resolve("out.img");
        var exported = cli.run("image", "export", "debian", target.toString());
        assertThat(exported.err()).contains("the server is back");
        assertThat(exported.exitCode()).isZero();
        assertThat(Files.readAllBytes(target)).isEqualTo(bytes);
        assertThat(folder.resolve("out.img.part")).doesNotExist();
        assertThat(exported.out()).contains("verified: the whole file equals what is stored");
    }

    @Test
    void exportLeavesNothingWhereABitIsWrong() throws IOException {
        server.images.put("debian", SOMEWHERE, Files.readAllBytes(denseFile("dense.img", 2)));
        server.content.damageReads();
        var target = folder.resolve("out.img");
        var exported = cli.run("image", "export", "debian", target.toString());
        assertThat(exported.exitCode()).isEqualTo(8);
        assertThat(exported.err()).contains("expected: ");
        assertThat(target).doesNotExist();
        assertThat(folder.resolve("out.img.part")).doesNotExist();
    }

    @Test
    void exportReplacesAFileOnlyWhenTold() throws IOException {
        server.images.put("debian", SOMEWHERE, new byte[MIB]);
        var target = Files.writeString(folder.resolve("out.img"), "mine");
        var refused = cli.run("image", "export", "debian", target.toString());
        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.err()).contains("--force");
        assertThat(target).hasContent("mine");
        assertThat(cli.run("image", "export", "debian", target.toString(), "--force")
                        .exitCode())
                .isZero();
        assertThat(target).hasSize(MIB);
    }

    private Path sparseFile(int mib) throws IOException {
        var file = folder.resolve("sparse.img");
        try (var channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            channel.write(ByteBuffer.wrap(random(MIB)), 3L * MIB / 2); // over a block's border
            channel.write(ByteBuffer.wrap(random(777)), (long) mib * MIB);
        }
        return file;
    }
}
