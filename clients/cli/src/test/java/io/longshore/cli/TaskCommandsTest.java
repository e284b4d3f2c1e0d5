package io.longshore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.longshore.v1.ErrorCode;
import org.junit.jupiter.api.Test;

class TaskCommandsTest extends CommandTest {
    private static final ErrorCode CHAIN = ErrorCode.newBuilder()
            .setDetails("image debian: block 7 is damaged")
            .setElaboration("run longshore storage check a")
            .setCause(ErrorCode.newBuilder()
                    .setDetails("pack 12: crc mismatch")
                    .setCause(ErrorCode.newBuilder().setDetails("EIO")))
            .build();

    @Test
    void aFailedOperationEndsWithItsWholeChainAndNoStackTrace() {
        server.tasks.failWith(Status.Code.DATA_LOSS, "DIGEST_MISMATCH", CHAIN);
        var failed = migrate();
        assertThat(failed.exitCode()).isEqualTo(8);
        assertThat(failed.err().lines().skip(2))
                .containsExactly(
                        "longshore: image debian: block 7 is damaged (DIGEST_MISMATCH)",
                        "  because: pack 12: crc mismatch",
                        "  because: EIO",
                        "  run longshore storage check a");
    }

    @Test
    void aCancelledOperationHasAnExitCodeOfItsOwn() {
        server.tasks.failWith(
                Status.Code.CANCELLED,
                "TASK_CANCELED",
                ErrorCode.newBuilder().setDetails("cancelled by admin").build());
        assertThat(migrate().exitCode()).isEqualTo(7);
    }

    @Test
    void watchEndsAsTheOperationsOwnCommandWould() {
        migrate();
        var uuid = server.tasks.uuids().getFirst();
        var watched = cli.run("task", "watch", uuid, "-o", "json");
        assertThat(watched.exitCode()).isZero();
        assertThat(watched.outLines()).hasSize(6);
        assertThat(Fields.of(watched.lastLine()).text("uuid")).isEqualTo(uuid);
        server.tasks.failWith(Status.Code.DATA_LOSS, "DIGEST_MISMATCH", CHAIN);
        migrate();
        assertThat(cli.run("task", "watch", server.tasks.uuids().getLast()).exitCode())
                .isEqualTo(8);
    }

    @Test
    void aTaskIsFoundByTheFirstDigitsOfItsUuid() {
        migrate();
        var uuid = server.tasks.uuids().getFirst();
        var shown = cli.run("task", "show", uuid.substring(0, 8));
        assertThat(shown.out())
                .contains("uuid          " + uuid)
                .contains("steps         copy, 8.00 / 8.00 MiB, done in 2.0 s");
        assertThat(cli.run("task", "show", "zz").exitCode()).isEqualTo(2);
        assertThat(cli.run("task", "show", "ab".repeat(16)).exitCode()).isEqualTo(3);
    }

    @Test
    void watchWithoutATaskWatchesThoseThatAreLive() {
        assertThat(cli.run("task", "watch").out()).isEqualTo("No task is running.\n");
    }

    @Test
    void monitorTellsOfEachEndOnceAlthoughTheConnectionIsLost() {
        migrate();
        migrate();
        migrate();
        server.tasks.cutAfter(2, 0);
        var monitored = cli.run("task", "monitor", "-q");
        assertThat(monitored.exitCode()).isEqualTo(1); // by which the fake lets go of it
        assertThat(monitored.outLines()).containsExactlyElementsOf(server.tasks.uuids());
        assertThat(cli.run("task", "monitor", "-q", "--resume", "2").outLines())
                .containsExactly(server.tasks.uuids().getLast());
    }

    @Test
    void monitorSaysEachChangeOfStateInALine() {
        migrate();
        var uuid = server.tasks.uuids().getFirst();
        var lines = cli.run("task", "monitor").outLines();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).contains(uuid).endsWith(": waiting");
        assertThat(lines.get(1)).endsWith(": running");
        assertThat(lines.get(2)).endsWith(": succeeded, in 2.0 s");
    }

    @Test
    void monitorsJsonHasWhatItTakesToGoOn() {
        migrate();
        var monitored = cli.run("task", "monitor", "-o", "json");
        assertThat(monitored.outLines()).hasSize(7);
        assertThat(monitored.lastLine()).contains("\"synced\":{").contains("\"resume_token\":\"1\"");
    }

    @Test
    void cancelSaysWhereItCameTooLate() {
        migrate();
        var cancelled = cli.run("task", "cancel", server.tasks.uuids().getFirst());
        assertThat(cancelled.exitCode()).isEqualTo(4);
        assertThat(cancelled.err()).contains("past its last point of return");
    }

    @Test
    void listShowsTasks() {
        migrate();
        assertThat(cli.run("task", "list", "-q").outLines()).containsExactlyElementsOf(server.tasks.uuids());
        assertThat(cli.run("task", "list").outLines().get(1))
                .contains("succeeded")
                .contains("2.0 s");
    }

    private Cli.Ended migrate() {
        server.images.put("debian" + server.tasks.uuids().size(), SOMEWHERE, new byte[MIB]);
        return cli.run("image", "migrate", "debian" + server.tasks.uuids().size(), "--from", "a", "--to", "b");
    }
}
