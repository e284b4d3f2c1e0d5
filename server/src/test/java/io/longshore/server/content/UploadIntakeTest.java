package io.longshore.server.content;

import static io.longshore.server.content.ContentFixture.BLOCK;
import static io.longshore.server.content.ContentFixture.STRANGER;
import static io.longshore.server.content.ContentFixture.USER;
import static io.longshore.server.content.ContentFixture.content;
import static io.longshore.server.fixture.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.disk.Digest;
import io.longshore.server.content.Upload.State;
import io.longshore.server.failure.Reason;
import io.longshore.server.uuid.Uuids;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadIntakeTest {
    private static final int LENGTH = 5 * BLOCK + 1234;

    @TempDir
    Path folder;

    private final byte[] content = content(1, LENGTH);
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

    private UploadWriting start(Upload upload, long offset) throws InterruptedException {
        return fixture.intake().start(USER, upload.uuid(), offset);
    }

    private Upload find(Upload upload) {
        return fixture.uploads().find(USER, upload.uuid());
    }

    private ByteBuffer part(int from, int to) {
        return ByteBuffer.wrap(content, from, to - from);
    }

    private byte[] stored(Upload upload) throws Exception {
        var bytes = ByteBuffer.allocate(LENGTH);
        try (var disk = fixture.storages().driver(storage).open(Objects.requireNonNull(upload.identity()))) {
            disk.read(0, bytes);
        }
        return bytes.array();
    }

    private void checkComplete(Upload upload) throws Exception {
        assertThat(upload.state()).isEqualTo(State.COMPLETE);
        assertThat(upload.committedBytes()).isEqualTo(LENGTH);
        assertThat(find(upload)).isEqualTo(upload);
        assertThat(stored(upload)).isEqualTo(content);
    }

    @Test
    void allBytesInOneCallMakeItComplete() throws Exception {
        var upload = fixture.upload(storage, content);
        checkComplete(upload);
        var md5 = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
        assertThat(upload.md5Sum()).isEqualTo(md5);
        assertThat(upload.actualSizeBytes()).isEqualTo(LENGTH);
    }

    @Test
    void noMd5IsTakenWhereNoneIsWanted() throws Exception {
        var upload = fixture.createWithoutMd5(storage, LENGTH);
        try (var writing = start(upload, 0)) {
            writing.write(part(0, LENGTH));
            var complete = writing.finish();
            checkComplete(complete);
            assertThat(complete.md5Sum()).isNull();
        }
    }

    @Test
    void zerosCostNothingAndAreBytesLikeOthers() throws Exception {
        var upload = fixture.create(storage, 1L << 30);
        try (var writing = start(upload, 0)) {
            writing.write(part(0, BLOCK));
            writing.writeZeros((1L << 30) - BLOCK);
            var complete = writing.finish();
            assertThat(complete.state()).isEqualTo(State.COMPLETE);
            assertThat(complete.actualSizeBytes()).isEqualTo(BLOCK);
        }
    }

    @Test
    void aBrokenCallGoesOnAtTheLastWholeBlock() throws Exception {
        var upload = fixture.create(storage, LENGTH);
        try (var writing = start(upload, 0)) {
            writing.write(part(0, 2 * BLOCK + 500));
        }
        assertThat(find(upload).committedBytes()).isEqualTo(2 * BLOCK);
        var metadata = refused(Reason.UPLOAD_OFFSET_MISMATCH, () -> start(upload, 2 * BLOCK + 500));
        assertThat(metadata).containsEntry("committedBytes", Integer.toString(2 * BLOCK));
        try (var writing = start(upload, 2 * BLOCK)) {
            writing.write(part(2 * BLOCK, LENGTH));
            checkComplete(writing.finish());
        }
    }

    @Test
    void aCallThatEndsBeforeTheEndCommitsWhatItSent() throws Exception {
        var upload = fixture.create(storage, LENGTH);
        try (var writing = start(upload, 0)) {
            writing.write(part(0, 3 * BLOCK));
            var far = writing.finish();
            assertThat(far.state()).isEqualTo(State.WRITING);
            assertThat(far.committedBytes()).isEqualTo(3 * BLOCK);
        }
    }

    @Test
    void itGoesOnAfterARestartAndAfterBeingLeftAlone() throws Exception {
        var upload = fixture.create(storage, LENGTH);
        try (var writing = start(upload, 0)) {
            writing.write(part(0, BLOCK));
        }
        fixture.restart();
        try (var writing = start(upload, BLOCK)) {
            writing.write(part(BLOCK, 2 * BLOCK));
        }
        fixture.clock.advance(Duration.ofSeconds(61));
        fixture.intake().closeIdle();
        try (var writing = start(upload, 2 * BLOCK)) {
            fixture.clock.advance(Duration.ofSeconds(61));
            fixture.intake().closeIdle(); // not idle
            writing.write(part(2 * BLOCK, LENGTH));
            checkComplete(writing.finish());
        }
    }

    @Test
    void itBeginsAnewWhereItsStorageLostWhatWasThere() throws Exception {
        var upload = fixture.create(storage, LENGTH);
        try (var writing = start(upload, 0)) {
            writing.write(part(0, 2 * BLOCK));
        }
        fixture.restartWithoutPacks(storage);
        assertThat(refused(Reason.UPLOAD_OFFSET_MISMATCH, () -> start(upload, 2 * BLOCK)))
                .containsEntry("committedBytes", "0");
        assertThat(find(upload).committedBytes()).isZero();
        try (var writing = start(upload, 0)) {
            writing.write(part(0, 2 * BLOCK));
        }
        assertThat(find(upload).committedBytes()).isEqualTo(2 * BLOCK);
        fixture.restart();
        try (var writing = start(upload, 2 * BLOCK)) {
            writing.write(part(2 * BLOCK, LENGTH));
            checkComplete(writing.finish());
        }
    }

    @Test
    void theLastByteAndTheEndMayComeInTwoCalls() throws Exception {
        var upload = fixture.create(storage, LENGTH);
        try (var writing = start(upload, 0)) {
            writing.write(ByteBuffer.wrap(content));
        }
        assertThat(find(upload).committedBytes()).isEqualTo(LENGTH);
        fixture.restart();
        try (var writing = start(upload, LENGTH)) {
            checkComplete(writing.finish());
        }
    }

    @Test
    void aSecondWriterTakesOver() throws Exception {
        var upload = fixture.create(storage, LENGTH);
        try (var first = start(upload, 0)) {
            first.write(part(0, BLOCK + 7));
            refused(Reason.UPLOAD_OFFSET_MISMATCH, () -> start(upload, 0));
            refused(Reason.UPLOAD_TAKEN_OVER, () -> first.write(part(BLOCK + 7, LENGTH)));
            try (var second = start(upload, BLOCK)) {
                refused(Reason.UPLOAD_TAKEN_OVER, () -> first.writeZeros(1));
                refused(Reason.UPLOAD_TAKEN_OVER, first::finish);
                first.close();
                second.write(part(BLOCK, LENGTH));
                checkComplete(second.finish());
            }
        }
    }

    @Test
    void bytesBeyondTheEndAreRefusedAndTheOthersStay() throws Exception {
        var upload = fixture.create(storage, LENGTH);
        try (var writing = start(upload, 0)) {
            writing.write(part(0, LENGTH - 1));
            refused(Reason.UPLOAD_TOO_LONG, () -> writing.writeZeros(2));
            refused(Reason.UPLOAD_TOO_LONG, () -> writing.writeZeros(Long.MAX_VALUE));
            refused(Reason.UPLOAD_TOO_LONG, () -> writing.write(part(0, 2)));
            writing.write(part(LENGTH - 1, LENGTH));
            checkComplete(writing.finish());
        }
    }

    @Test
    void aChunkThatIsNotWhatItsChecksumSaysIsRefusedAndNotTaken() throws Exception {
        var upload = fixture.create(storage, LENGTH);
        var crc = new CRC32C();
        crc.update(content);
        try (var writing = start(upload, 0)) {
            refused(Reason.CHECKSUM_MISMATCH, () -> writing.write(part(0, BLOCK), (int) crc.getValue()));
            writing.write(ByteBuffer.wrap(content), (int) crc.getValue());
            checkComplete(writing.finish());
        }
    }

    @Test
    void aCompleteUploadTakesNoMore() throws Exception {
        var upload = fixture.upload(storage, content);
        refused(Reason.UPLOAD_COMPLETE, () -> start(upload, LENGTH));
        fixture.uploads().published(upload.uuid());
        refused(Reason.UPLOAD_COMPLETE, () -> start(upload, LENGTH));
    }

    @Test
    void theExpectedDigestIsComparedAtTheEndAlsoAfterARestart() throws Exception {
        var sha256 = Digest.sha256(content).hex();
        var right = fixture.create(storage, LENGTH, "", sha256);
        try (var writing = start(right, 0)) {
            writing.write(part(0, BLOCK));
        }
        fixture.restart(); // what was summed up on the way is gone
        try (var writing = start(right, BLOCK)) {
            writing.write(part(BLOCK, LENGTH));
            checkComplete(writing.finish());
        }
        var wrong = fixture.create(storage, LENGTH, "", "0".repeat(64));
        try (var writing = start(wrong, 0)) {
            writing.write(ByteBuffer.wrap(content));
            assertThat(refused(Reason.DIGEST_MISMATCH, writing::finish))
                    .containsEntry("expected", "0".repeat(64))
                    .containsEntry("found", sha256);
        }
        assertThat(find(wrong).state()).isEqualTo(State.WRITING);
    }

    @Test
    void nobodyWritesToWhatIsNotTheirsOrNotThere() {
        var upload = fixture.create(storage, LENGTH);
        refused(Reason.UPLOAD_NOT_FOUND, () -> fixture.intake().start(STRANGER, upload.uuid(), 0));
        refused(Reason.UPLOAD_NOT_FOUND, () -> fixture.intake().start(USER, Uuids.random(), 0));
    }

    @Test
    void aDeletedUploadsWriterFails() throws Exception {
        var upload = fixture.create(storage, LENGTH);
        try (var writing = start(upload, 0)) {
            writing.write(part(0, BLOCK));
            fixture.uploads().delete(USER, upload.uuid());
            refused(Reason.UPLOAD_NOT_FOUND, () -> writing.write(part(BLOCK, LENGTH)));
        }
        assertThat(fixture.catalog.storages().reserved(storage)).isZero();
    }

    @Test
    void roomIsGivenBackAsBytesAreCommitted() throws Exception {
        var upload = fixture.create(storage, LENGTH);
        long before = fixture.catalog.storages().reserved(storage);
        assertThat(before).isGreaterThan(LENGTH);
        try (var writing = start(upload, 0)) {
            writing.write(part(0, 3 * BLOCK));
            writing.finish();
        }
        assertThat(fixture.catalog.storages().reserved(storage)).isLessThanOrEqualTo(before - 3 * BLOCK);
    }

    @Test
    void aServerThatStopsTakesNoMore() throws Exception {
        var upload = fixture.create(storage, LENGTH);
        var writing = start(upload, 0);
        writing.write(part(0, BLOCK));
        fixture.intake().close();
        assertThat(find(upload).committedBytes()).isEqualTo(BLOCK);
        refused(Reason.UNAVAILABLE, () -> start(upload, BLOCK));
        writing.close();
    }
}
