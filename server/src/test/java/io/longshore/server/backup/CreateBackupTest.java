package io.longshore.server.backup;

import static io.longshore.server.fixture.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.longshore.server.backup.BackupOperation.Description;
import io.longshore.server.backup.BackupOperation.Volume;
import io.longshore.server.backup.VolumeBackup.Mode;
import io.longshore.server.backup.VolumeBackup.Status;
import io.longshore.server.backup.VolumeBackup.VolumeType;
import io.longshore.server.content.Upload;
import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.fixture.Domain;
import io.longshore.server.fixture.MemoryContent;
import io.longshore.server.fixture.MemoryStorage.Call;
import io.longshore.server.storage.BackupStorage;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CreateBackupTest {
    private static final int MIB = 1 << 20;
    private static final String VM = "a".repeat(32);

    private final Domain domain = new Domain();
    private final BackupStorage a = domain.storage("a");
    private final MemoryContent content = new MemoryContent(domain);
    private final UploadedBackups uploaded = new UploadedBackups(
            domain.backups,
            content.uploads,
            content.verification,
            domain.access,
            domain.author,
            domain.conversion,
            domain.clock);
    private final CreateVmBackup vm = new CreateVmBackup(uploaded, domain.author, domain.notes, domain.clock);
    private final CreateVolumeBackup single = new CreateVolumeBackup(uploaded, domain.notes);

    @AfterEach
    void close() {
        content.close();
        domain.close();
    }

    private Volume volume(VolumeType type, long seed) throws InterruptedException {
        return volume(type, content.complete(a, Domain.content(seed, MIB + 1)));
    }

    private static Volume volume(VolumeType type, Upload upload) {
        return new Volume(Uuids.random(), upload.uuid(), type, Uuids.random(), "", null, "volume " + type);
    }

    private static BackupOperation.CreateVmBackup group(Volume... volumes) {
        return new BackupOperation.CreateVmBackup(Uuids.random(), "group", List.of(volumes), said("{\"cpu\":2}"));
    }

    private static Description said(String metadata) {
        return new Description("why", VM, Mode.FULL, metadata, List.of("s"), List.of("u"));
    }

    private BackupResult.VmBackedUp run(BackupOperation.CreateVmBackup operation) throws InterruptedException {
        return (BackupResult.VmBackedUp) domain.tasks.run(domain.admin, vm, operation);
    }

    @Test
    void makesAWholeMachinesBackupsTheRootVolumeFirst() throws IOException, InterruptedException {
        var operation = group(volume(VolumeType.DATA, 1), volume(VolumeType.ROOT, 2), volume(VolumeType.DATA, 3));

        var result = run(operation);

        var volumes = operation.volumes();
        assertThat(result.vmBackup().volumeBackups())
                .extracting(VolumeBackup::uuid)
                .containsExactly(
                        volumes.get(1).volumeBackupUuid(),
                        volumes.get(0).volumeBackupUuid(),
                        volumes.get(2).volumeBackupUuid());
        assertThat(result.receipts()).hasSize(3);
        assertThat(result.vmBackup().vmInstanceUuid()).isEqualTo(VM);
        assertThat(result.vmBackup().volumeBackups()).allSatisfy(backup -> {
            assertThat(backup.groupUuid()).isEqualTo(operation.groupUuid());
            assertThat(backup.status()).isEqualTo(Status.READY);
            assertThat(backup.metadata()).isEqualTo("{\"cpu\":2,\"vmInstanceUuid\":\"" + VM + "\"}");
            assertThat(backup.sizeBytes()).isEqualTo(MIB + 1);
            assertThat(backup.format()).isEqualTo("raw");
            assertThat(backup.readyOn(a.uuid())).isTrue();
        });
        assertThat(domain.storages.reserved(a.uuid())).isZero();
        assertThat(domain.reconciler.reconcile(a.uuid()).nothingToDo()).isTrue();
    }

    @Test
    void givesBackTheRoomOfConversionsThatACrashCutOff() throws InterruptedException {
        var operation = group(volume(VolumeType.ROOT, 1));
        long before = domain.storages.reserved(a.uuid());
        var running = domain.tasks.accept(domain.admin, vm, operation);
        domain.storages.reserve(operation.groupUuid(), a.uuid(), 5);

        running.abandon();

        assertThat(domain.storages.reserved(a.uuid())).isEqualTo(before);
    }

    @Test
    void writesTheGroupDownWithItsMembersManifests() throws IOException, InterruptedException {
        var result = run(group(volume(VolumeType.ROOT, 1), volume(VolumeType.DATA, 2)));

        var storage = domain.driver(a);
        var key = storage.manifests(ManifestKind.VM_BACKUP).getFirst();
        var group = (Manifest.Group) storage.manifest(key).orElseThrow().body();
        assertThat(group.vm()).contains(Uuids.parse(VM));
        assertThat(group.members())
                .extracting(Manifest.Member::manifestId)
                .containsExactlyElementsOf(result.vmBackup().volumeBackups().stream()
                        .map(backup -> backup.on(a.uuid()).orElseThrow().manifestId())
                        .toList());
        assertThat(group.members().getFirst().role()).isEqualTo(Manifest.MemberRole.ROOT);
    }

    @Test
    void appearsAllAtOnceOrNotAtAll() throws InterruptedException {
        var operation = group(volume(VolumeType.ROOT, 1), volume(VolumeType.DATA, 2));
        var running = domain.tasks.accept(domain.admin, vm, operation);
        var outcome = running.attempt();
        assertThat(domain.backups.group(operation.groupUuid())).isEmpty();

        running.finish(outcome);
        assertThat(domain.backups.group(operation.groupUuid())).hasSize(2);
    }

    @Test
    void goesOnAfterACrashAtAnyPublishing() throws IOException, InterruptedException {
        var operation = group(volume(VolumeType.ROOT, 1), volume(VolumeType.DATA, 2));
        var running = domain.tasks.accept(domain.admin, vm, operation);
        domain.driver(a).fail(Call.PUBLISH);
        assertThatExceptionOfType(FailureException.class).isThrownBy(running::attempt);
        running.attempt();

        running.finish(running.attempt());

        assertThat(domain.driver(a).manifestKeys()).hasSize(3);
        assertThat(domain.reconciler.reconcile(a.uuid()).nothingToDo()).isTrue();
    }

    @Test
    void refusesAMachineThatHasNotExactlyOneRootVolume() throws InterruptedException {
        var data = volume(VolumeType.DATA, 1);
        refused(Reason.ROOT_VOLUME_MISSING, () -> run(group(data)));

        var one = volume(VolumeType.ROOT, 1);
        var other = volume(VolumeType.ROOT, 2);
        refused(Reason.SEVERAL_ROOT_VOLUMES, () -> run(group(one, other)));
    }

    @Test
    void refusesUploadsThatCanNotBecomeOneGroup() throws InterruptedException {
        var root = volume(VolumeType.ROOT, 1);
        var elsewhere = volume(VolumeType.DATA, content.complete(domain.storage("b"), Domain.content(2, MIB)));
        refused(Reason.UPLOADS_ON_DIFFERENT_STORAGES, () -> run(group(root, elsewhere)));

        var half = volume(VolumeType.DATA, content.incomplete(a, Domain.content(3, MIB)));
        refused(Reason.UPLOAD_INCOMPLETE, () -> run(group(root, half)));

        var twice = new Volume(Uuids.random(), root.uploadUuid(), VolumeType.DATA, Uuids.random(), "", null, "x");
        refused(Reason.INVALID_ARGUMENT, () -> run(group(root, twice)));

        assertThat(domain.driver(a).manifestKeys()).isEmpty();
    }

    @Test
    void refusesAllVolumesWhereOneIsNotWhatItsSenderExpects() throws InterruptedException {
        var root = volume(VolumeType.ROOT, 1);
        var upload = content.complete(a, Domain.content(2, MIB));
        var wrong = group(root, data(upload, "f".repeat(64)));
        refused(Reason.DIGEST_MISMATCH, () -> run(wrong));
        assertThat(domain.backups.group(wrong.groupUuid())).isEmpty();
        assertThat(domain.driver(a).manifestKeys()).isEmpty();

        var right = group(
                root,
                data(upload, Objects.requireNonNull(upload.identity()).root().hex()));
        run(right);
        assertThat(domain.backups.group(right.groupUuid())).hasSize(2);
    }

    private static Volume data(Upload upload, String expectedRoot) {
        return new Volume(
                Uuids.random(), upload.uuid(), VolumeType.DATA, Uuids.random(), "", expectedRoot, "data volume");
    }

    @Test
    void refusesUuidsThatAreTaken() throws InterruptedException {
        var first = group(volume(VolumeType.ROOT, 1));
        run(first);
        var root = volume(VolumeType.ROOT, 2);

        var sameGroup = new BackupOperation.CreateVmBackup(first.groupUuid(), "x", List.of(root), said("{}"));
        assertThat(refused(Reason.RESOURCE_EXISTS, () -> run(sameGroup))).containsEntry("groupUuid", first.groupUuid());

        var taken = first.volumes().getFirst().volumeBackupUuid();
        var sameBackup = group(new Volume(taken, root.uploadUuid(), VolumeType.ROOT, Uuids.random(), "", null, "x"));
        assertThat(refused(Reason.RESOURCE_EXISTS, () -> run(sameBackup))).containsEntry("volumeBackupUuid", taken);
    }

    @Test
    void refusesMetadataThatIsNoJsonObject() throws InterruptedException {
        var root = volume(VolumeType.ROOT, 1);

        refused(
                Reason.INVALID_ARGUMENT,
                () -> run(new BackupOperation.CreateVmBackup(Uuids.random(), "x", List.of(root), said("[]"))));
    }

    @Test
    void keepsAnIsoInAVolumeAsTheRawBytesThatItIs() throws InterruptedException {
        var bytes = Domain.content(1, MIB);
        bytes[0x8000] = 1;
        System.arraycopy("CD001".getBytes(StandardCharsets.US_ASCII), 0, bytes, 0x8001, 5);
        var volume = volume(VolumeType.DATA, content.complete(a, bytes));

        var result = (BackupResult.VolumeBackedUp)
                domain.tasks.run(domain.admin, single, new BackupOperation.CreateVolumeBackup(volume, said("{}")));

        assertThat(result.volumeBackup().format()).isEqualTo("raw");
    }

    @Test
    void makesABackupOfASingleVolume() throws InterruptedException {
        var volume = volume(VolumeType.DATA, 1);

        var result = (BackupResult.VolumeBackedUp)
                domain.tasks.run(domain.admin, single, new BackupOperation.CreateVolumeBackup(volume, said("{}")));

        assertThat(result.volumeBackup())
                .returns(null, VolumeBackup::groupUuid)
                .returns(volume.volumeUuid(), VolumeBackup::volumeUuid)
                .returns("volume DATA", VolumeBackup::name);
        assertThat(domain.driver(a).manifestKeys()).hasSize(1);
    }
}
