package io.longshore.server.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.backup.BackupOperation;
import io.longshore.server.backup.BackupOperation.Volume;
import io.longshore.server.backup.BackupResult;
import io.longshore.server.backup.VolumeBackup.Mode;
import io.longshore.server.backup.VolumeBackup.VolumeType;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.fixture.Domain;
import io.longshore.server.storage.StorageOperation;
import io.longshore.server.storage.StorageResult;
import io.longshore.server.transfer.Run;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a read or a copy meets damaged comes from another storage, and is healed where it lay: on real parts. */
class ReadRescueTest {
    private static final int MIB = 1 << 20;
    private static final byte[] BYTES = Domain.content(1, 5 * MIB + 13);

    @TempDir
    private Path folder;

    private WholeServer server;
    private String a;
    private String b;

    @BeforeEach
    void open() throws IOException, InterruptedException {
        server = new WholeServer(folder);
        a = server.storage("a");
        b = server.storage("b");
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private byte[] export(String storage, DiskIdentity disk) throws IOException, InterruptedException {
        var target = ByteBuffer.allocate(Math.toIntExact(disk.lengthBytes()));
        try (var export = server.engine.export(server.registry.driver(storage), disk, 0, disk.lengthBytes())) {
            for (var run = export.next(); run != null; run = export.next()) {
                switch (run) {
                    case Run.Data data -> target.put(data.bytes());
                    case Run.Zeros zeros -> target.position(target.position() + Math.toIntExact(zeros.lengthBytes()));
                }
            }
        }
        return target.array();
    }

    /** A byte of a block and one of a node. */
    private void damageBoth() throws IOException {
        WholeServer.flip(server.packs("a").getFirst(), 5000);
        WholeServer.flip(server.packs("a").getLast(), 200);
    }

    private void awaitHealed(DiskIdentity disk) throws InterruptedException {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .until(() -> server.registry.driver(a).has(disk));
        var verified = server.run(
                StorageResult.Verified.class,
                new StorageOperation.VerifyBackupStorage(
                        a, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), false));
        assertThat(verified.badRecords()).isZero();
        assertThat(verified.problems())
                .as("but what was told when the storage was opened")
                .allMatch(problem -> problem.path().isEmpty());
    }

    @Test
    void aMigrationTakesWhatIsDamagedFromAnotherStorageAndItsSourceIsHealed() throws IOException, InterruptedException {
        var image = server.image(a, BYTES);
        server.image(b, BYTES);
        var c = server.storage("c");
        damageBoth();

        var moved = server.run(
                ImageResult.Stored.class, new ImageOperation.MigrateImage(image.uuid(), a, c, List.of(), List.of()));
        assertThat(moved.receipt().destination()).isEqualTo(image.identity());
        assertThat(export(c, image.identity())).isEqualTo(BYTES);
        assertThat(server.rescue.rescued())
                .as("the node, and the block unless healed by then")
                .isPositive();
        awaitHealed(image.identity());
    }

    @Test
    void aSyncTakesWhatIsDamagedFromAnotherStorageAndItsSourceIsHealed() throws IOException, InterruptedException {
        server.image(b, BYTES);
        var c = server.storage("c");
        var volume =
                new Volume(Uuids.random(), server.upload(a, BYTES), VolumeType.ROOT, Uuids.random(), "", null, "root");
        var said = new BackupOperation.Description("nightly", Uuids.random(), Mode.FULL, "", List.of(), List.of());
        var group = Uuids.random();
        server.run(
                BackupResult.VmBackedUp.class,
                new BackupOperation.CreateVmBackup(group, "machine", List.of(volume), said));
        damageBoth();

        var synced = server.run(
                BackupResult.Synced.class, new BackupOperation.SyncVmBackup(group, a, c, List.of(), List.of()));
        var disk = synced.receipts().getFirst().destination();
        assertThat(export(c, disk)).isEqualTo(BYTES);
        awaitHealed(disk);
    }

    @Test
    void anExportTakesWhatIsDamagedFromAnotherStorageAndItsSourceIsHealed() throws IOException, InterruptedException {
        var image = server.image(a, BYTES);
        server.image(b, BYTES);
        damageBoth();
        assertThat(export(a, image.identity())).isEqualTo(BYTES);
        awaitHealed(image.identity());
    }

    @Test
    void aDiskWhosePacksAreGoneIsReadFromAnotherStorageAndHealed() throws IOException, InterruptedException {
        var image = server.image(a, BYTES);
        server.image(b, BYTES);
        for (var pack : server.packs("a")) {
            Files.delete(pack);
        }
        server.close();
        server = new WholeServer(folder);

        assertThat(server.registry.driver(a).has(image.identity())).isFalse();
        assertThat(export(a, image.identity())).isEqualTo(BYTES);
        awaitHealed(image.identity());
    }

    @Test
    void whatIsDamagedAndNowhereElseIsNotHandedOut() throws IOException, InterruptedException {
        var image = server.image(a, BYTES);
        damageBoth();
        assertThatThrownBy(() -> export(a, image.identity()))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        failure -> assertThat(failure.reason()).isEqualTo(Reason.DIGEST_MISMATCH));
        assertThat(server.rescue.rescued()).isZero();
    }
}
