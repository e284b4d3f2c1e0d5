package io.longshore.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import io.longshore.v1.AddImageRequest;
import io.longshore.v1.BackupStorageServiceGrpc;
import io.longshore.v1.BackupStorageState;
import io.longshore.v1.ChangeBackupStorageStateRequest;
import io.longshore.v1.ChangeImageStateRequest;
import io.longshore.v1.ContentServiceGrpc;
import io.longshore.v1.CreateUploadRequest;
import io.longshore.v1.DeleteImageRequest;
import io.longshore.v1.ImageServiceGrpc;
import io.longshore.v1.ListImagesRequest;
import io.longshore.v1.LogoutRequest;
import io.longshore.v1.MigrateImageRequest;
import io.longshore.v1.RecoverImageRequest;
import io.longshore.v1.SessionServiceGrpc;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong is said, and nothing is left behind of it. */
final class BadInputTest {
    private static final String MISSING = "0123456789abcdef0123456789abcdef";

    @TempDir
    private static Path folder;

    private static Site site;
    private static String image;

    @BeforeAll
    static void open() {
        site = Site.open(folder);
        image = site.cli()
                .uuid(
                        "image",
                        "add",
                        DiskFiles.random(site.file("disk"), 3 * DiskFiles.MIB + 5, 1)
                                .toString(),
                        "--name",
                        "n",
                        "--storage",
                        "a");
    }

    @AfterAll
    static void close() {
        site.close();
    }

    @Test
    void unknownUuids() {
        check(() -> migrate(MISSING, site.a(), site.b()), Code.NOT_FOUND, "IMAGE_NOT_FOUND", "SYS.1003", MISSING);
        check(() -> migrate(image, site.a(), MISSING), Code.NOT_FOUND, "STORAGE_NOT_FOUND", "SYS.1003", MISSING);
        check(
                () -> migrate("xyz", site.a(), site.b()),
                Code.INVALID_ARGUMENT,
                "INVALID_ARGUMENT",
                "SYS.1007",
                "image_uuid");
    }

    @Test
    void sameSourceAndDestination() {
        check(() -> migrate(image, site.a(), site.a()), Code.INVALID_ARGUMENT, "SAME_STORAGE", "SYS.1007", site.a());
    }

    @Test
    void anImageThatIsNotDeletedCannotBeRecovered() {
        check(
                () -> images().recoverImage(
                                RecoverImageRequest.newBuilder().setUuid(image).build()),
                Code.FAILED_PRECONDITION,
                "IMAGE_NOT_DELETED",
                "SYS.1006",
                image);
    }

    @Test
    void aDeletedImageCannotBeMigrated() {
        images().deleteImage(DeleteImageRequest.newBuilder().setUuid(image).build());
        check(() -> migrate(image, site.a(), site.b()), Code.FAILED_PRECONDITION, "IMAGE_NOT_READY", "SYS.1006", image);
        images().recoverImage(RecoverImageRequest.newBuilder().setUuid(image).build());
    }

    @Test
    void aDisabledStorageTakesNoWork() {
        enable(BackupStorageState.BACKUP_STORAGE_STATE_DISABLED);
        check(
                () -> migrate(image, site.a(), site.b()),
                Code.FAILED_PRECONDITION,
                "STORAGE_DISABLED",
                "SYS.1006",
                site.b());
        enable(BackupStorageState.BACKUP_STORAGE_STATE_ENABLED);
    }

    @Test
    void aFullStorageIsToldBeforeAnythingMoves() {
        var small = site.cli()
                .uuid("storage", "add", "small", "--path", site.file("small").toString(), "--capacity", "2M");
        check(() -> migrate(image, site.a(), small), Code.RESOURCE_EXHAUSTED, "STORAGE_FULL", "BS.1003", small);
    }

    @Test
    void namesAndPlatformsHaveBounds() {
        var upload = upload(1, "");
        check(
                () -> add(upload, AddImageRequest.newBuilder().setName("n".repeat(300))),
                Code.INVALID_ARGUMENT,
                "INVALID_ARGUMENT",
                "SYS.1007",
                "name");
        check(
                () -> add(upload, AddImageRequest.newBuilder().setName("n").setPlatform("Amiga")),
                Code.INVALID_ARGUMENT,
                "INVALID_ARGUMENT",
                "SYS.1007",
                "platform");
        check(
                () -> images().changeImageState(ChangeImageStateRequest.newBuilder()
                        .setUuid(image)
                        .build()),
                Code.INVALID_ARGUMENT,
                "INVALID_ARGUMENT",
                "SYS.1007",
                "state_event");
    }

    @Test
    void aTruncatedUploadBecomesNothing() throws Exception {
        var upload = new Uploading(site, site.file("disk"), site.a());
        var call = upload.send(2 * DiskFiles.MIB);
        call.halfClose();
        call.read();
        check(
                () -> add(upload.uuid(), AddImageRequest.newBuilder().setName("n")),
                Code.FAILED_PRECONDITION,
                "UPLOAD_INCOMPLETE",
                "SYS.1006",
                upload.uuid());
    }

    @Test
    void aWrongDigestBecomesNothing() throws Exception {
        var upload = upload(5, "ab".repeat(32));
        write(upload, new byte[] {1, 2, 3, 4, 5});
        check(
                () -> add(upload, AddImageRequest.newBuilder().setName("n")),
                Code.DATA_LOSS,
                "DIGEST_MISMATCH",
                "SYS.1016",
                "ab".repeat(32));
    }

    @Test
    void aDiskThatRefersToOtherFilesIsRefused() throws Exception {
        var overlay = site.file("overlay.qcow2");
        Program.run(
                        Program.tool("qemu-img"),
                        "create",
                        "-f",
                        "qcow2",
                        "-F",
                        "raw",
                        "-b",
                        "/etc/passwd",
                        overlay.toString(),
                        "1M")
                .ok();
        var upload = upload(java.nio.file.Files.size(overlay), "");
        write(upload, java.nio.file.Files.readAllBytes(overlay));
        check(
                () -> add(upload, AddImageRequest.newBuilder().setName("n")),
                Code.INVALID_ARGUMENT,
                "FORMAT_REFERS_TO_OTHER_FILES",
                "SYS.1007",
                "/etc/passwd");
        check(
                () -> add(upload, AddImageRequest.newBuilder().setName("n").setFormat("raw")),
                Code.INVALID_ARGUMENT,
                "FORMAT_MISMATCH",
                "SYS.1007",
                "qcow2");
    }

    @Test
    void withoutAGoodSessionNothingIsTold() {
        var request = MigrateImageRequest.newBuilder()
                .setImageUuid(MISSING)
                .setSourceBackupStorageUuid(site.a())
                .setDestinationBackupStorageUuid(site.b());
        var anonymous = ImageServiceGrpc.newBlockingStub(site.server().anonymous());
        check(
                () -> anonymous.migrateImage(request.build()).forEachRemaining(_ -> {}),
                Code.UNAUTHENTICATED,
                "UNAUTHENTICATED",
                "ID.1001",
                "session");

        var channel = site.server().freshSession();
        var own = SessionServiceGrpc.newBlockingStub(channel)
                .getSession(io.longshore.v1.GetSessionRequest.getDefaultInstance())
                .getSession();
        SessionServiceGrpc.newBlockingStub(channel)
                .logout(LogoutRequest.newBuilder().setSessionUuid(own.getUuid()).build());
        check(
                () -> ImageServiceGrpc.newBlockingStub(channel).listImages(ListImagesRequest.getDefaultInstance()),
                Code.UNAUTHENTICATED,
                "UNAUTHENTICATED",
                "ID.1001",
                "session");
    }

    /** Makes a call that must be refused so, and looks that images and storages are as they were. */
    private static void check(Runnable call, Code code, String reason, String zstackCode, String details) {
        var before = images().listImages(ListImagesRequest.getDefaultInstance());
        var refusal = Refusal.of(call);
        assertThat(refusal.code()).as(refusal.toString()).isEqualTo(code);
        assertThat(refusal.reason()).isEqualTo(reason);
        assertThat(refusal.zstackCode()).isEqualTo(zstackCode);
        assertThat(refusal.details()).contains(details);
        assertThat(images().listImages(ListImagesRequest.getDefaultInstance())).isEqualTo(before);
    }

    private static ImageServiceGrpc.ImageServiceBlockingStub images() {
        return ImageServiceGrpc.newBlockingStub(site.server().session());
    }

    private static void migrate(String image, String from, String to) {
        images().migrateImage(MigrateImageRequest.newBuilder()
                        .setImageUuid(image)
                        .setSourceBackupStorageUuid(from)
                        .setDestinationBackupStorageUuid(to)
                        .build())
                .forEachRemaining(_ -> {});
    }

    private static void add(String upload, AddImageRequest.Builder request) {
        images().addImage(request.setUploadUuid(upload).build()).forEachRemaining(_ -> {});
    }

    private static String upload(long sizeBytes, String expectedRoot) {
        return ContentServiceGrpc.newBlockingStub(site.server().session())
                .createUpload(CreateUploadRequest.newBuilder()
                        .setBackupStorageUuid(site.a())
                        .setSizeBytes(sizeBytes)
                        .setExpectedRoot(expectedRoot)
                        .build())
                .getUpload()
                .getUuid();
    }

    private static void write(String upload, byte[] bytes) throws Exception {
        Uploading.write(site, upload, bytes);
    }

    private static void enable(BackupStorageState state) {
        BackupStorageServiceGrpc.newBlockingStub(site.server().session())
                .changeBackupStorageState(ChangeBackupStorageStateRequest.newBuilder()
                        .setUuid(site.b())
                        .setState(state)
                        .build());
    }
}
