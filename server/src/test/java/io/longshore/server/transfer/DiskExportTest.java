package io.longshore.server.transfer;

import static io.longshore.server.transfer.TransferFixture.MIB;
import static io.longshore.server.transfer.TransferFixture.bytes;
import static io.longshore.server.transfer.TransferFixture.content;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.driver.StorageDriver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiskExportTest {
    @TempDir
    Path folder;

    private TransferFixture disks;
    private StorageDriver storage;

    @BeforeEach
    void open() throws Exception {
        disks = new TransferFixture(folder);
        storage = disks.storage("a");
    }

    @AfterEach
    void close() throws Exception {
        storage.close();
        disks.close();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void anyRangeComesAsItLies(long seed) throws Exception {
        var random = new Random(seed);
        var content = content(9 * MIB + random.nextInt(MIB), seed);
        var disk = disks.ingest(storage, content).identity();
        for (int i = 0; i < 20; i++) {
            int from = random.nextInt(content.length);
            int length = random.nextInt(content.length - from + 1);
            try (var export = disks.engine.export(storage, disk, from, length)) {
                assertThat(bytes(export, length)).isEqualTo(Arrays.copyOfRange(content, from, from + length));
            }
        }
    }

    @Test
    void aRangeIsCutOffAtTheEnd() throws Exception {
        var content = content(2 * MIB + 5, 1);
        var disk = disks.ingest(storage, content).identity();
        try (var export = disks.engine.export(storage, disk, 2 * MIB + 1, Long.MAX_VALUE)) {
            assertThat(bytes(export, 4)).isEqualTo(Arrays.copyOfRange(content, 2 * MIB + 1, 2 * MIB + 5));
        }
        try (var export = disks.engine.export(storage, disk, content.length, 1)) {
            assertThat(export.next()).isNull();
        }
    }

    /** The bytes at the end of an exbibyte of zeros are reached by a node a level. */
    @Test
    void theEndOfAHugeDiskIsReachedAtOnce() throws Exception {
        long length = 1L << 50;
        DiskIdentity disk;
        var request = TransferFixture.request(UUID.randomUUID(), storage, length, Optional.empty());
        try (var ingest = disks.engine.ingest(request, new TransferFixture.Keeper())) {
            ingest.writeZeros(length - 2);
            ingest.write(java.nio.ByteBuffer.wrap(new byte[] {7, 8}));
            disk = ingest.finish().identity();
        }
        try (var export = disks.engine.export(storage, disk, length - 3, 3)) {
            assertThat(bytes(export, 3)).containsExactly(0, 7, 8);
        }
    }

    /** There are 3 buffers to share; each reader has one besides that is its own. */
    @Test
    @Timeout(120)
    void moreReadersThanBuffersAllComeToTheirEnd() throws Exception {
        var content = content(8 * MIB, 3);
        var disk = disks.ingest(storage, content).identity();
        var readers = new ArrayList<DiskExport>();
        try {
            for (int i = 0; i < 20; i++) {
                readers.add(disks.engine.export(storage, disk, 0, Long.MAX_VALUE));
            }
            // Each has read ahead what it could, and most of them stall here for good.
            for (var reader : readers) {
                assertThat(reader.next()).isInstanceOf(Run.Data.class);
            }
            long left = (long) content.length - MIB;
            var last = readers.getLast();
            for (var run = last.next(); run != null; run = last.next()) {
                left -= run.lengthBytes();
            }
            assertThat(left).isZero();
        } finally {
            readers.forEach(DiskExport::close);
        }
        assertThat(disks.export(storage, disk)).isEqualTo(content);
    }
}
