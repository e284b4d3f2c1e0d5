package io.longshore.server.task;

import static io.longshore.server.task.EngineFixture.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.server.catalog.Catalog;
import io.longshore.server.catalog.DataFolderInUseException;
import io.longshore.server.uuid.Uuids;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillTest {
    @TempDir
    Path folder;

    @Test
    void goesOnFromTheLastCheckpointThatTheKilledServerKept() throws IOException, InterruptedException {
        var uuid = Uuids.random();
        var kept = new int[1];
        var server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledServer.class.getName(),
                        folder.toString(),
                        uuid)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var lines = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
            while (kept[0] < 10) {
                kept[0] = Integer.parseInt(Objects.requireNonNull(lines.readLine(), "the server ended by itself"));
            }
            assertThatThrownBy(() -> Catalog.open(folder, KilledServer.types()))
                    .isInstanceOf(DataFolderInUseException.class)
                    .hasMessageContaining(Long.toString(server.pid()));
        } finally {
            server.destroyForcibly().waitFor();
        }

        try (var catalog = Catalog.open(folder, KilledServer.types());
                var tasks = new TaskEngine(
                        catalog.transactions(), catalog.tasks(), TaskSettings.DEFAULTS, Clock.systemUTC())) {
            var work = new ScriptedWork();
            work.script = (_, context) -> {
                int found = ByteBuffer.wrap(context.checkpoint().orElseThrow()).getInt();
                return Outcome.of(() -> new Chore.Done(Integer.toString(found)));
            };
            tasks.register(Chore.class, work);
            tasks.resume();

            var ended = tasks.await(uuid);

            assertThat(ended.attempt()).isEqualTo(2);
            assertThat(ended.state())
                    .isInstanceOfSatisfying(
                            TaskState.Succeeded.class,
                            done -> assertThat(Integer.parseInt(((Chore.Done) done.result()).text()))
                                    .isGreaterThanOrEqualTo(kept[0]));
            try (var watch = tasks.watch(ALICE, uuid, OptionalLong.of(0))) {
                var events = EngineFixture.events(watch);
                assertThat(events).extracting(TaskEvent::sequence).isSorted().doesNotHaveDuplicates();
                assertThat(events).extracting(EngineFixture::stateOf).startsWith(new TaskState.Waiting(""));
            }
        }
    }
}
