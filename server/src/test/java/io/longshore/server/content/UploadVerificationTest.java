package io.longshore.server.content;

import static io.longshore.server.content.ContentFixture.BLOCK;
import static io.longshore.server.content.ContentFixture.USER;
import static io.longshore.server.content.ContentFixture.content;
import static io.longshore.server.fixture.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.Manifest.StoredDisk;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.failure.Reason;
import io.longshore.server.fixture.MemoryContext;
import io.longshore.server.format.DetectedFormat;
import io.longshore.server.format.DiskFormat;
import io.longshore.server.storage.ManifestAuthor;
import io.longshore.server.transfer.Receipt.Verification;
import io.longshore.server.uuid.Uuids;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadVerificationTest {
    private static final int LENGTH = 3 * BLOCK + 77;

    @TempDir
    Path folder;

    private final byte[] content = content(2, LENGTH);
    private ContentFixture fixture;
    private String storage;

    @BeforeEach
    void open() throws Exception {
        fixture = new ContentFixture(folder);
        storage = fixture.storage();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private MemoryContext task(Upload upload) {
        return fixture.tasks
                .accept(USER, new MakeSomething.ByHand(), new MakeSomething(upload.uuid()))
                .context();
    }

    private VerifiedUploads verify(Upload upload, String format, MemoryContext task) throws InterruptedException {
        return verify(new UploadClaim(upload.uuid(), format, null), task);
    }

    private VerifiedUploads verify(UploadClaim claim, MemoryContext task) throws InterruptedException {
        return fixture.verification().verify(List.of(claim), task);
    }

    private Manifest manifest(VerifiedUpload upload) {
        return new Manifest(
                ManifestKey.random(ManifestKind.IMAGE, UUID.randomUUID()),
                StoredDisk.of(upload.identity(), "raw"),
                new ManifestAuthor(new UUID(7, 7), fixture.clock)
                        .provenance(Uuids.random(), "AddImage", fixture.clock.instant()));
    }

    @Test
    void aCompleteUploadIsReadBackAndPublished() throws Exception {
        var upload = fixture.upload(storage, content);
        var task = task(upload);
        try (var verified = verify(upload, "", task)) {
            var one = verified.all().getFirst();
            assertThat(one.identity()).isEqualTo(upload.identity());
            assertThat(one.format()).isEqualTo(new DetectedFormat(DiskFormat.RAW, LENGTH));
            assertThat(one.md5Sum())
                    .isEqualTo(Optional.ofNullable(upload.md5Sum()))
                    .isPresent();
            assertThat(one.receipt().verification()).isEqualTo(Verification.READ_BACK);
            assertThat(one.receipt().sentBytes()).isEqualTo(LENGTH);
            assertThat(task.steps()).containsExactly("verify");
            var manifest = manifest(one);
            one.publish(manifest);
            assertThat(fixture.storages().driver(storage).manifest(manifest.key()))
                    .contains(manifest);
        }
    }

    @Test
    void anotherAttemptAfterARestartFindsTheSame() throws Exception {
        var upload = fixture.upload(storage, content);
        var task = task(upload);
        verify(upload, "raw", task).close();
        fixture.restart();
        try (var verified = verify(upload, "raw", task)) {
            var one = verified.all().getFirst();
            assertThat(one.identity()).isEqualTo(upload.identity());
            assertThat(one.md5Sum()).isPresent();
            one.publish(manifest(one));
        }
    }

    @Test
    void anUploadThatLacksBytesOrIsGoneOrUsedIsRefused() throws Exception {
        var half = fixture.create(storage, LENGTH);
        refused(Reason.UPLOAD_INCOMPLETE, () -> verify(half, "", task(half)));
        var used = fixture.upload(storage, content);
        fixture.uploads().published(used.uuid());
        refused(Reason.UPLOAD_COMPLETE, () -> verify(used, "", task(used)));
        var gone = fixture.upload(storage, content);
        fixture.uploads().delete(USER, gone.uuid());
        refused(Reason.UPLOAD_NOT_FOUND, () -> verify(gone, "", task(gone)));
    }

    @Test
    void anotherRootThanExpectedIsRefusedWithBoth() throws Exception {
        var expected = "ab".repeat(32);
        var upload = fixture.create(storage, LENGTH, expected, "");
        try (var writing = fixture.intake().start(USER, upload.uuid(), 0)) {
            writing.write(ByteBuffer.wrap(content));
            var complete = writing.finish();
            var identity = Objects.requireNonNull(complete.identity());
            assertThat(refused(Reason.DIGEST_MISMATCH, () -> verify(complete, "", task(complete))))
                    .containsEntry("expected", expected)
                    .containsEntry("found", identity.root().hex());
        }
    }

    @Test
    void theRootThatAClaimExpectsIsComparedToo() throws Exception {
        var upload = fixture.upload(storage, content);
        var root = Objects.requireNonNull(upload.identity()).root().hex();
        var wrong = "ab".repeat(32);
        var task = task(upload);
        assertThat(refused(Reason.DIGEST_MISMATCH, () -> verify(new UploadClaim(upload.uuid(), "", wrong), task)))
                .containsEntry("expected", wrong)
                .containsEntry("found", root);
        verify(new UploadClaim(upload.uuid(), "", root), task).close();
    }

    @Test
    void aHostileHeaderIsRefusedAndTheUploadStays() throws Exception {
        var bytes = content.clone();
        ByteBuffer.wrap(bytes)
                .put("QFI\u00fb".getBytes(StandardCharsets.ISO_8859_1))
                .putInt(3)
                .putLong(512)
                .putInt(11)
                .put(512, "/etc/shadow".getBytes(StandardCharsets.ISO_8859_1));
        var upload = fixture.upload(storage, bytes);
        var task = task(upload);
        refused(Reason.FORMAT_MISMATCH, () -> verify(upload, "raw", task));
        assertThat(refused(Reason.FORMAT_REFERS_TO_OTHER_FILES, () -> verify(upload, "qcow2", task)))
                .containsEntry("file", "/etc/shadow");
        assertThat(fixture.uploads().find(USER, upload.uuid())).isEqualTo(upload);
    }
}
