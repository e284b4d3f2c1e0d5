package io.longshore.server.crash;

import static io.longshore.server.crash.Client.A;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.app.PortlessServer;
import io.longshore.server.crash.disk.SimulatedDisk;
import io.longshore.server.driver.zstore.blob.FileBlobStore;
import io.longshore.server.storage.StorageOperation;
import io.longshore.server.task.Caller;
import io.longshore.server.task.Step;
import io.longshore.server.task.TaskState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Giving back space on a disk that has no byte left: all that is written for it fits into what the storage keeps back. */
class FullStorageTest {
    private static final Scenario GARBAGE = Scenarios.all().get("reclaim");
    private static final String RESERVE = Client.folder(A) + "/" + FileBlobStore.RESERVE;

    @TempDir
    Path folder;

    private final SimulatedDisk disk = new SimulatedDisk();
    private PortlessServer server;
    private Client client;

    @BeforeEach
    void start() throws Exception {
        server = new PortlessServer(folder, disk.fileSystem());
        client = new Client(server);
        client.addStorages();
        client.addImage("full", A);
        GARBAGE.prepare(client);
        client.settle();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void spaceComesBackWhereNothingIsFree() throws Exception {
        assertThat(disk.sizes()).containsEntry(RESERVE, (int) FileBlobStore.RESERVE_BYTES);
        disk.fill();
        assertThat(disk.freeBytes()).isZero();

        GARBAGE.act(client);

        client.settle();
        assertThat(disk.freeBytes()).isPositive();
        assertThat(disk.sizes().get(RESERVE)).as("kept back again").isPositive();
        client.checkContents();
        client.checkStorages(disk);
    }

    @Test
    void aDeletionIsWrittenDownWhereNothingIsFree() throws Exception {
        disk.fill();

        client.delete("full");

        client.settle();
        assertThat(disk.sizes().keySet()).anyMatch(path -> path.contains("/trash/image/" + Client.id("full")));
    }

    @Test
    void withoutAReserveReclaimingWaitsForRoom() throws Exception {
        Files.delete(disk.fileSystem().getPath(RESERVE));
        disk.fill();
        var task = server.tasks()
                .start(Caller.SERVER, Optional.empty(), new StorageOperation.ReclaimSpace(A, true))
                .uuid();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(5))
                .until(() ->
                        server.catalog().tasks().find(task).orElseThrow().task().state()
                                        instanceof TaskState.Suspended(var reason)
                                && reason.contains("full"));

        disk.grow();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    server.tasks().wake();
                    return server.catalog()
                            .tasks()
                            .find(task)
                            .orElseThrow()
                            .task()
                            .state()
                            .terminal();
                });
        assertThat(server.tasks().await(task).state()).isInstanceOf(TaskState.Succeeded.class);
    }

    @Test
    void marksInAStepThatSaysHowFarItHasCome() throws Exception {
        var task = server.tasks()
                .start(Caller.SERVER, Optional.empty(), new StorageOperation.ReclaimSpace(A, true))
                .uuid();

        var steps = server.tasks().await(task).steps();

        assertThat(steps).extracting(Step::name).containsExactly("mark", "reclaim");
        assertThat(steps.getFirst().bytesDone()).isPositive();
        assertThat(steps.getFirst().bytesTotal()).hasValue(steps.getFirst().bytesDone());
    }
}
