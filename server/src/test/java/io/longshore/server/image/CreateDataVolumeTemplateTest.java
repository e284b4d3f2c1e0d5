package io.longshore.server.image;

import static io.longshore.server.fixture.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.backup.VolumeBackup;
import io.longshore.server.backup.VolumeBackup.VolumeType;
import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.failure.Reason;
import io.longshore.server.fixture.Domain;
import io.longshore.server.image.Image.ImageStatus;
import io.longshore.server.image.Image.MediaType;
import io.longshore.server.storage.BackupStorage;
import io.longshore.server.transfer.Receipt.Verification;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CreateDataVolumeTemplateTest {
    private static final int MIB = 1 << 20;
    private static final String NOBODY = "0".repeat(32);

    private final Domain domain = new Domain();
    private final BackupStorage a = domain.storage("a");
    private final BackupStorage b = domain.storage("b");
    private final VolumeBackup backup = domain.backup(null, VolumeType.DATA, Domain.content(1, 2 * MIB), a);
    private final CreateDataVolumeTemplate template = new CreateDataVolumeTemplate(
            domain.images,
            domain.backups,
            domain.access,
            domain.admission,
            domain.engine,
            domain.author,
            domain.notes,
            domain.conversion,
            domain.clock);

    @AfterEach
    void close() {
        domain.close();
    }

    private static ImageOperation.CreateDataVolumeTemplate of(String backup, String storage) {
        var said = new ImageOperation.Description(
                "template", "why", null, "linux", "Linux", "x86_64", false, true, List.of("s"), List.of("u"));
        return new ImageOperation.CreateDataVolumeTemplate(Uuids.random(), backup, storage, said);
    }

    private ImageResult.Stored run(BackupStorage storage) throws InterruptedException {
        return (ImageResult.Stored) domain.tasks.run(domain.admin, template, of(backup.uuid(), storage.uuid()));
    }

    @Test
    void copiesNoDataWhereTheBackupLies() throws IOException, InterruptedException {
        domain.driver(a).free(0); // there is no room, and none is needed

        var result = run(a);

        assertThat(result.receipt().sentBytes()).isZero();
        assertThat(result.receipt().readBytes()).isZero();
        assertThat(result.receipt().verification()).isEqualTo(Verification.NOTHING_WRITTEN);
        assertThat(result.image())
                .returns("template", Image::name)
                .returns(MediaType.DATA_VOLUME_TEMPLATE, Image::mediaType)
                .returns(ImageStatus.READY, Image::status)
                .returns("raw", Image::format)
                .returns(backup.sizeBytes(), Image::sizeBytes)
                .returns(backup.identity(), Image::identity)
                .returns("volume-backup://" + backup.uuid(), Image::url);
        var ref = result.image().on(a.uuid()).orElseThrow();
        var key = ImageManifests.key(ref);
        assertThat(domain.driver(a).manifest(key).map(Manifest::provenance)).hasValueSatisfying(provenance -> {
            assertThat(provenance.source()).contains(Uuids.parse(backup.uuid()));
            assertThat(provenance.operation()).isEqualTo("CreateDataVolumeTemplate");
        });
        assertThat(domain.storages.reserved(a.uuid())).isZero();
    }

    @Test
    void copiesFromAStorageThatHasIt() throws IOException, InterruptedException {
        var result = run(b);

        assertThat(result.receipt().sentBytes()).isEqualTo(2 * MIB);
        assertThat(domain.driver(b).has(backup.identity())).isTrue();
        assertThat(result.image().backupStorageRefs()).hasSize(1);
    }

    @Test
    void outlivesItsBackup() throws IOException, InterruptedException {
        var image = run(a).image();
        domain.backups.delete(backup.uuid());

        assertThat(domain.rows.on(a.uuid())).hasSize(1);
        assertThat(domain.driver(a).manifests(ManifestKind.IMAGE)).hasSize(1);
        assertThat(domain.images.find(image.uuid())).isPresent();
    }

    @Test
    void goesOnAfterACrash() throws InterruptedException {
        var running = domain.tasks.accept(domain.admin, template, of(backup.uuid(), b.uuid()));
        running.attempt();

        var result = (ImageResult.Stored) running.finish(running.attempt());

        assertThat(domain.driver(b).manifestKeys())
                .containsExactly(ImageManifests.key(result.image().on(b.uuid()).orElseThrow()));
    }

    @Test
    void leavesNothingToSeeWhenItIsCancelled() throws IOException, InterruptedException {
        var operation = of(backup.uuid(), b.uuid());
        var running = domain.tasks.accept(domain.admin, template, operation);
        running.attempt();
        running.abandon();

        assertThat(domain.images.find(operation.imageUuid())).isEmpty();
        assertThat(domain.storages.reserved(b.uuid())).isZero();
        assertThat(domain.reconciler.reconcile(b.uuid()).orphansRemoved()).isOne();
    }

    @Test
    void refusesWhatCanNotBe() throws InterruptedException {
        refused(Reason.VOLUME_BACKUP_NOT_FOUND, () -> domain.tasks.run(domain.admin, template, of(NOBODY, a.uuid())));
        refused(
                Reason.VOLUME_BACKUP_NOT_FOUND,
                () -> domain.tasks.run(domain.stranger, template, of(backup.uuid(), a.uuid())));
        refused(Reason.STORAGE_NOT_FOUND, () -> domain.tasks.run(domain.admin, template, of(backup.uuid(), NOBODY)));

        var said = of(backup.uuid(), a.uuid());
        domain.tasks.run(domain.admin, template, said);
        refused(Reason.RESOURCE_EXISTS, () -> domain.tasks.run(domain.admin, template, said));

        var small = domain.storage("small", OptionalLong.of(Domain.RESERVE_BYTES + MIB));
        refused(Reason.STORAGE_FULL, () -> run(small));

        domain.disable(b);
        refused(Reason.STORAGE_DISABLED, () -> run(b));
        domain.disconnect(a);
        refused(Reason.VOLUME_BACKUP_NOT_READY, () -> run(a));
    }

    @Test
    void isRefusedWhileTheBackupIsHeld() {
        domain.tasks.accept(domain.admin, template, of(backup.uuid(), b.uuid()));

        refused(Reason.VOLUME_BACKUP_BUSY, () -> run(a));
    }
}
