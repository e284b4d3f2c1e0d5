package io.longshore.server.content;

import static io.longshore.server.content.ContentFixture.BLOCK;
import static io.longshore.server.content.ContentFixture.STRANGER;
import static io.longshore.server.content.ContentFixture.USER;
import static io.longshore.server.content.ContentFixture.content;
import static io.longshore.server.fixture.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.content.Upload.State;
import io.longshore.server.failure.Reason;
import io.longshore.server.storage.BackupStorage;
import io.longshore.server.task.Caller;
import io.longshore.server.uuid.Uuids;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadLifecycleTest {
    @TempDir
    Path folder;

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

    private Upload create(Caller caller, String uuid, long sizeBytes) {
        return fixture.uploads()
                .create(caller, new NewUpload(storage, sizeBytes, sizeBytes, Optional.of(uuid), "", "", false));
    }

    @Test
    void askingAgainGivesTheSameUploadHoweverFarItIs() throws Exception {
        var uuid = Uuids.random();
        var first = create(USER, uuid, 2 * BLOCK);
        assertThat(create(USER, uuid, 2 * BLOCK)).isEqualTo(first);
        try (var writing = fixture.intake().start(USER, uuid, 0)) {
            writing.write(ByteBuffer.wrap(content(1, BLOCK)));
        }
        assertThat(create(USER, uuid, 2 * BLOCK).committedBytes()).isEqualTo(BLOCK);
    }

    @Test
    void anotherUploadOfTheSameUuidIsRefused() {
        var uuid = Uuids.random();
        create(USER, uuid, BLOCK);
        refused(Reason.RESOURCE_EXISTS, () -> create(USER, uuid, 2 * BLOCK));
        refused(Reason.RESOURCE_EXISTS, () -> create(STRANGER, uuid, BLOCK));
    }

    @Test
    void aStorageThatTakesNoWorkTakesNoUpload() throws Exception {
        var disabled = fixture.storage("disabled", BackupStorage.State.DISABLED);
        refused(Reason.STORAGE_DISABLED, () -> fixture.create(disabled, BLOCK));
        refused(Reason.STORAGE_NOT_FOUND, () -> fixture.create(Uuids.random(), BLOCK));
    }

    @Test
    void anUploadThatDoesNotFitIsRefusedAndLeavesNothing() {
        refused(Reason.STORAGE_FULL, () -> fixture.create(storage, 1L << 46));
        assertThat(fixture.catalog.uploads().on(storage)).isEmpty();
        assertThat(fixture.catalog.storages().reserved(storage)).isZero();
    }

    @Test
    void othersDoNotFindIt() {
        var upload = fixture.create(storage, BLOCK);
        assertThat(fixture.uploads().find(Caller.SERVER, upload.uuid())).isEqualTo(upload);
        refused(Reason.UPLOAD_NOT_FOUND, () -> fixture.uploads().find(STRANGER, upload.uuid()));
        refused(Reason.UPLOAD_NOT_FOUND, () -> fixture.uploads().delete(STRANGER, upload.uuid()));
    }

    @Test
    void oneThatATaskHasIsNotDeletedAndDoesNotExpire() throws Exception {
        var upload = fixture.upload(storage, content(1, BLOCK));
        var task = fixture.tasks.accept(USER, new MakeSomething.ByHand(), new MakeSomething(upload.uuid()));
        var metadata = refused(Reason.UPLOAD_BUSY, () -> fixture.uploads().delete(USER, upload.uuid()));
        assertThat(metadata).containsEntry("taskUuid", task.uuid());
        fixture.clock.advance(Duration.ofDays(8));
        assertThat(fixture.uploads().sweep()).isZero();
        task.abandon();
        fixture.uploads().delete(USER, upload.uuid());
        refused(Reason.UPLOAD_NOT_FOUND, () -> fixture.uploads().find(USER, upload.uuid()));
    }

    @Test
    void whatNobodyWritesToExpires() throws Exception {
        var left = fixture.create(storage, 2 * BLOCK);
        var written = fixture.create(storage, 2 * BLOCK);
        fixture.clock.advance(Duration.ofDays(6));
        try (var writing = fixture.intake().start(USER, written.uuid(), 0)) {
            writing.write(ByteBuffer.wrap(content(1, BLOCK)));
        }
        fixture.clock.advance(Duration.ofDays(2));
        assertThat(fixture.uploads().sweep()).isEqualTo(1);
        refused(Reason.UPLOAD_NOT_FOUND, () -> fixture.uploads().find(USER, left.uuid()));
        assertThat(fixture.uploads().find(USER, written.uuid()).state()).isEqualTo(State.WRITING);
    }

    @Test
    void whatHasBecomeSomethingKeepsNoRoomAndNoStorage() throws Exception {
        var upload = fixture.upload(storage, content(1, BLOCK));
        assertThat(fixture.uploads().remainOn(storage)).isTrue();
        fixture.uploads().published(upload.uuid());
        assertThat(fixture.uploads().find(USER, upload.uuid()).state()).isEqualTo(State.PUBLISHED);
        assertThat(fixture.catalog.storages().reserved(storage)).isZero();
        assertThat(fixture.uploads().remainOn(storage)).isFalse();
        assertThat(fixture.catalog.uploads().on(storage)).isEmpty();
    }
}
