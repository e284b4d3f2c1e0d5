package io.longshore.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.rpc.ErrorInfo;
import io.grpc.Status.Code;
import io.grpc.StatusException;
import io.grpc.protobuf.StatusProto;
import io.longshore.v1.CreateUploadRequest;
import io.longshore.v1.EmptyTrashRequest;
import io.longshore.v1.GetImageRequest;
import io.longshore.v1.GetTaskRequest;
import io.longshore.v1.GetUploadRequest;
import io.longshore.v1.ImageStatus;
import io.longshore.v1.ListImagesRequest;
import io.longshore.v1.ListTasksRequest;
import io.longshore.v1.ListTrashRequest;
import io.longshore.v1.MigrateImageRequest;
import io.longshore.v1.ReadRequest;
import io.longshore.v1.TaskState;
import io.longshore.v1.UploadState;
import io.longshore.v1.Verification;
import io.longshore.v1.WatchTaskRequest;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job on a real server, over a real connection, on real folders: a disk goes in, moves, and comes out the same. */
final class MainJobTest {
    private static final String PASSWORD = "a password";

    @TempDir
    private Path folder;

    private LongshoreServer server;
    private Client client;

    @BeforeEach
    void start() throws Exception {
        open();
    }

    private void open() throws Exception {
        server = LongshoreServer.start(
                LongshoreServerTest.config(folder.resolve("data"), 0, 0), Map.of("LONGSHORE_ADMIN_PASSWORD", PASSWORD));
        client = Client.of(server.endpoints().grpc(), PASSWORD);
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        server.close();
    }

    @Test
    void aDiskGoesInMovesAndComesOutTheSame() throws Exception {
        var source = client.addStorage("a", folder.resolve("a")).getUuid();
        var destination = client.addStorage("b", folder.resolve("b")).getUuid();
        var disk = disk(9, (5 << 20) + 12_345);
        var upload = client.upload(source, disk);
        assertThat(upload.getState()).isEqualTo(UploadState.UPLOAD_STATE_COMPLETE);
        assertThat(upload.getCommittedBytes()).isEqualTo(disk.length);

        var added = client.addImage(upload.getUuid(), "an image");
        var image = added.getImage();
        assertThat(image.getStatus()).isEqualTo(ImageStatus.IMAGE_STATUS_READY);
        assertThat(image.getFormat()).isEqualTo("raw");
        assertThat(image.getSizeBytes()).isEqualTo(disk.length);

        var events = Client.all(client.images.migrateImage(MigrateImageRequest.newBuilder()
                .setImageUuid(image.getUuid())
                .setSourceBackupStorageUuid(source)
                .setDestinationBackupStorageUuid(destination)
                .build()));
        assertThat(events.getFirst().getEvent().hasSnapshot()).isTrue();
        assertThat(events.getLast().getEvent().hasTerminal()).isTrue();
        var result = events.getLast().getResult();
        assertThat(result.getReceipt().getSource())
                .isEqualTo(result.getReceipt().getDestination());
        assertThat(result.getReceipt().getVerification()).isEqualTo(Verification.VERIFICATION_READ_BACK);
        assertThat(result.getReceipt().getZeroBytes()).isPositive();
        assertThat(result.getImage().getIdentity()).isEqualTo(image.getIdentity());
        assertThat(result.getImage().getBackupStorageRefsList())
                .extracting(ref -> ref.getBackupStorageUuid())
                .containsExactly(destination);

        assertThat(client.read(whole(image.getUuid()))).isEqualTo(disk);
        var range = ReadRequest.newBuilder()
                .setImageUuid(image.getUuid())
                .setOffset(1_000_000)
                .setLength(2_000_000)
                .build();
        assertThat(client.read(range)).isEqualTo(Arrays.copyOfRange(disk, 1_000_000, 3_000_000));

        var trash = client.storages.listTrash(
                ListTrashRequest.newBuilder().setBackupStorageUuid(source).build());
        assertThat(trash.getEntriesList()).hasSize(1);
        var emptied = Client.all(client.storages.emptyTrash(
                EmptyTrashRequest.newBuilder().setBackupStorageUuid(source).build()));
        assertThat(emptied.getLast().getResult().getEntriesList()).isEqualTo(trash.getEntriesList());
    }

    @Test
    void aServerThatStartsAgainHasItAll() throws Exception {
        var storage = client.addStorage("a", folder.resolve("a")).getUuid();
        var disk = disk(3, 3 << 20);
        var image =
                client.addImage(client.upload(storage, disk).getUuid(), "kept").getImage();
        stop();
        open();
        assertThat(client.images
                        .getImage(GetImageRequest.newBuilder()
                                .setUuid(image.getUuid())
                                .build())
                        .getImage())
                .isEqualTo(image);
        assertThat(client.read(whole(image.getUuid()))).isEqualTo(disk);
        var tasks = client.tasks.listTasks(
                ListTasksRequest.newBuilder().setCountTotal(true).build());
        assertThat(tasks.getTotalSize()).isEqualTo(2);
        assertThat(tasks.getTasksList()).allMatch(task -> task.getState() == TaskState.TASK_STATE_SUCCEEDED);
        var task = client.tasks
                .getTask(GetTaskRequest.newBuilder()
                        .setUuid(tasks.getTasks(1).getUuid())
                        .build())
                .getTask();
        assertThat(task.getAddImageResult().getImage()).isEqualTo(image);
        var watched = Client.all(client.tasks.watchTask(
                WatchTaskRequest.newBuilder().setUuid(task.getUuid()).build()));
        assertThat(watched).hasSize(2);
        assertThat(watched.getLast().getEvent().getTerminal().getTask()).isEqualTo(task);
    }

    @Test
    void anUploadGoesOnWhereItBrokeOff() throws Exception {
        var storage = client.addStorage("a", folder.resolve("a")).getUuid();
        var disk = disk(5, (40 << 20) + 5);
        var upload = client.content
                .createUpload(CreateUploadRequest.newBuilder()
                        .setBackupStorageUuid(storage)
                        .setSizeBytes(disk.length)
                        .build())
                .getUpload()
                .getUuid();
        var half = client.write(upload, 0, disk, 20 << 20);
        assertThat(half.getState()).isEqualTo(UploadState.UPLOAD_STATE_WRITING);
        assertThat(half.getCommittedBytes()).isEqualTo(20 << 20);
        stop();
        open();
        var found = client.content.getUpload(
                GetUploadRequest.newBuilder().setUuid(upload).build());
        assertThat(found.getUpload().getCommittedBytes()).isEqualTo(20 << 20);
        var misplaced = refusal(() -> client.write(upload, 1 << 20, disk, disk.length));
        assertThat(info(misplaced).getReason()).isEqualTo("UPLOAD_OFFSET_MISMATCH");
        assertThat(info(misplaced).getMetadataMap()).containsEntry("committedBytes", "" + (20 << 20));
        var whole = client.write(upload, 20 << 20, disk, disk.length);
        assertThat(whole.getState()).isEqualTo(UploadState.UPLOAD_STATE_COMPLETE);
        var image = client.addImage(upload, "in two parts").getImage();
        assertThat(client.read(whole(image.getUuid()))).isEqualTo(disk);
    }

    @Test
    void whatCanNotBeIsRefusedAndLeavesNothing() throws Exception {
        var storage = client.addStorage("a", folder.resolve("a")).getUuid();
        var image = client.addImage(client.upload(storage, disk(1, 1 << 20)).getUuid(), "an image")
                .getImage()
                .getUuid();
        var same = refusal(() -> Client.all(client.images.migrateImage(MigrateImageRequest.newBuilder()
                .setImageUuid(image)
                .setSourceBackupStorageUuid(storage)
                .setDestinationBackupStorageUuid(storage)
                .build())));
        assertThat(same.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(info(same).getReason()).isEqualTo("SAME_STORAGE");
        var again = refusal(() -> client.addStorage("a", folder.resolve("b")));
        assertThat(info(again).getReason()).isEqualTo("STORAGE_EXISTS");
        assertThat(folder.resolve("b")).doesNotExist();
        var inside = refusal(() -> client.addStorage("c", folder.resolve("data/x")));
        assertThat(info(inside).getReason()).isEqualTo("STORAGE_LOCATION_UNUSABLE");
        var field = refusal(() -> client.images.listImages(
                ListImagesRequest.newBuilder().setOrderBy("nmae").build()));
        assertThat(info(field).getReason()).isEqualTo("UNKNOWN_FIELD");
        assertThat(client.images
                        .listImages(ListImagesRequest.getDefaultInstance())
                        .getImagesList())
                .hasSize(1);
    }

    private static ReadRequest whole(String image) {
        return ReadRequest.newBuilder().setImageUuid(image).build();
    }

    /** Blocks of noise and blocks of zeros by turns. */
    private static byte[] disk(long seed, int length) {
        var random = new Random(seed);
        var disk = new byte[length];
        var block = new byte[1 << 20];
        for (var at = 0; at < length; at += 2 * block.length) {
            random.nextBytes(block);
            System.arraycopy(block, 0, disk, at, Math.min(block.length, length - at));
        }
        return disk;
    }

    private static StatusException refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(StatusException.class, call);
    }

    private static ErrorInfo info(StatusException thrown) throws Exception {
        return StatusProto.fromThrowable(thrown).getDetails(0).unpack(ErrorInfo.class);
    }
}
