package io.longshore.server.content;

import static io.longshore.server.content.ContentFixture.BLOCK;
import static io.longshore.server.content.ContentFixture.USER;
import static io.longshore.server.content.ContentFixture.content;
import static io.longshore.server.fixture.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.content.Reads.Range;
import io.longshore.server.failure.Reason;
import io.longshore.server.storage.BackupStorage;
import io.longshore.server.storage.Location;
import io.longshore.server.transfer.Run;
import io.longshore.server.uuid.Uuids;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadsTest {
    private static final int LENGTH = 4 * BLOCK + 99;

    @TempDir
    Path folder;

    private final byte[] content = content(3, LENGTH);
    private ContentFixture fixture;
    private String storage;
    private DiskIdentity identity;

    @BeforeEach
    void open() throws Exception {
        fixture = new ContentFixture(folder);
        storage = fixture.storage();
        Arrays.fill(content, BLOCK, 3 * BLOCK, (byte) 0);
        identity = Objects.requireNonNull(fixture.upload(storage, content).identity());
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private Reads reads(String... storages) {
        return fixture.reads((_, _, named) ->
                StoredContent.of(identity, "raw", named.map(List::of).orElse(List.of(storages))));
    }

    private byte[] read(Reads reads, Range range) throws InterruptedException {
        var bytes = new ByteArrayOutputStream();
        try (var reading = reads.image(USER, Uuids.random(), Optional.empty(), range)) {
            assertThat(reading.identity()).isEqualTo(identity);
            assertThat(reading.backupStorageUuid()).isEqualTo(storage);
            for (var run = reading.bytes().next();
                    run != null;
                    run = reading.bytes().next()) {
                bytes.writeBytes(bytes(run));
            }
            assertThat(reading.length()).isEqualTo(bytes.size());
        }
        return bytes.toByteArray();
    }

    private static byte[] bytes(Run run) {
        var bytes = new byte[(int) run.lengthBytes()];
        if (run instanceof Run.Data(var data)) {
            data.duplicate().get(bytes);
        }
        return bytes;
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0, 1",
        "1048575, 2",
        "1048576, 2097152",
        "4194300, 1000",
        "4194403, 0",
        "500, 9223372036854775807"
    })
    void anyRangeIsReadInOrder(long offset, long length) throws Exception {
        long end = length == 0 || length > LENGTH - offset ? LENGTH : offset + length;
        assertThat(read(reads(storage), new Range(offset, length)))
                .isEqualTo(Arrays.copyOfRange(content, (int) offset, (int) end));
    }

    @Test
    void anOffsetBehindTheEndIsRefused() {
        refused(Reason.OFFSET_OUT_OF_RANGE, () -> read(reads(storage), new Range(LENGTH + 1L, 0)));
    }

    @Test
    void aStorageThatDoesNotAnswerIsPassedOver() throws Exception {
        var away = away();
        assertThat(read(reads(away, storage), new Range(0, 0))).isEqualTo(content);
        refused(Reason.STORAGE_DISCONNECTED, () -> read(reads(away), new Range(0, 0)));
    }

    @Test
    void aNamedStorageMustBeThereAndAnswer() {
        var away = away();
        refused(
                Reason.STORAGE_DISCONNECTED,
                () -> reads(storage).volumeBackup(USER, Uuids.random(), Optional.of(away), new Range(0, 0)));
        refused(
                Reason.STORAGE_NOT_FOUND,
                () -> reads(storage).volumeBackup(USER, Uuids.random(), Optional.of(Uuids.random()), new Range(0, 0)));
    }

    /** A storage that nobody has made. */
    private String away() {
        var uuid = Uuids.random();
        var there = fixture.catalog.storages().find(storage).orElseThrow();
        fixture.catalog
                .storages()
                .insert(new BackupStorage(
                        uuid,
                        there.accountUuid(),
                        "away",
                        null,
                        there.state(),
                        new Location.File(folder.resolve("away")),
                        there.capacityBytes(),
                        there.options(),
                        0,
                        List.of(),
                        List.of(),
                        there.createTime(),
                        there.updateTime()));
        return uuid;
    }
}
