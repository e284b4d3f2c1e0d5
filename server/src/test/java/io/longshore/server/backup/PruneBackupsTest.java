package io.longshore.server.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.backup.BackupOperation.PruneBackups.Of;
import io.longshore.server.backup.PrunedBackup.Decision;
import io.longshore.server.backup.VolumeBackup.VolumeType;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.fixture.Domain;
import io.longshore.server.storage.BackupStorage;
import io.longshore.server.task.Caller;
import io.longshore.server.task.Hold;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PruneBackupsTest {
    private static final int MIB = 1 << 20;
    private static final Retention LAST_TWO = new Retention(2, 0, 0, 0, 0, 0);

    private final Domain domain = new Domain();
    private final BackupStorage a = domain.storage("a");
    private final BackupStorage b = domain.storage("b");
    private final String machine = Uuids.random();
    private final String rootVolume = Uuids.random();
    private final String dataVolume = Uuids.random();
    private final String volume = Uuids.random();
    private final PruneBackups prune = new PruneBackups(
            domain.backups,
            domain.access,
            new DeleteVolumeBackup(domain.backups, domain.access, domain.removal, domain.clock));

    @AfterEach
    void close() {
        domain.close();
    }

    private String backup(@Nullable String group, VolumeType type, String of, BackupStorage... on) {
        var made =
                domain.backup(group, type, Domain.content(domain.clock.instant().getEpochSecond(), MIB), on);
        domain.backups.update(new VolumeBackup(
                made.uuid(),
                made.accountUuid(),
                made.name(),
                null,
                of,
                type,
                made.state(),
                made.status(),
                made.sizeBytes(),
                made.actualSizeBytes(),
                made.format(),
                made.mode(),
                null,
                group,
                group == null ? null : machine,
                made.identity(),
                made.backupStorageRefs(),
                List.of(),
                List.of(),
                domain.clock.instant(),
                domain.clock.instant()));
        return made.uuid();
    }

    private String group(BackupStorage... on) {
        var group = Uuids.random();
        domain.clock.advance(Duration.ofHours(24));
        backup(group, VolumeType.DATA, dataVolume, on);
        backup(group, VolumeType.ROOT, rootVolume, on);
        return group;
    }

    private String single(BackupStorage... on) {
        domain.clock.advance(Duration.ofHours(24));
        return backup(null, VolumeType.DATA, volume, on);
    }

    private BackupOperation.PruneBackups operation(Of of, boolean dryRun) {
        return new BackupOperation.PruneBackups(a.uuid(), of, LAST_TWO, "UTC", dryRun);
    }

    private List<PrunedBackup> run(Of of, boolean dryRun) throws InterruptedException {
        var result = (BackupResult.Pruned) domain.tasks.run(domain.admin, prune, operation(of, dryRun));
        return result.backups();
    }

    @Test
    void keepsTheLastOfEachMachineAndEachVolumeAndRemovesGroupsWhole() throws IOException, InterruptedException {
        var groups = List.of(group(a, b), group(a), group(a), group(a));
        var singles = List.of(single(a), single(a), single(a));

        var pruned = run(new Of.Everything(), false);

        assertThat(pruned).hasSize(7);
        assertThat(pruned)
                .filteredOn(backup -> backup.decision() == Decision.REMOVE)
                .extracting(backup -> backup.groupUuid().isEmpty()
                        ? backup.volumeBackupUuids().getFirst()
                        : backup.groupUuid())
                .containsExactly(groups.get(1), groups.get(0), singles.get(0));
        assertThat(domain.backups.group(groups.get(1))).isEmpty();
        assertThat(domain.backups.group(groups.get(0)))
                .hasSize(2)
                .allSatisfy(backup -> assertThat(backup.readyOn(b.uuid())).isTrue())
                .allSatisfy(backup -> assertThat(backup.on(a.uuid())).isEmpty());
        assertThat(domain.backups.find(singles.get(0))).isEmpty();
        assertThat(domain.driver(a).manifests(ManifestKind.VOLUME_BACKUP)).hasSize(6);
    }

    @Test
    void removesNothingInADryRunAndTellsWhyTheOthersStay() throws InterruptedException {
        var groups = List.of(group(a), group(a), group(a));

        var pruned = run(new Of.Machine(machine), true);

        assertThat(pruned).extracting(PrunedBackup::groupUuid).containsExactlyElementsOf(groups.reversed());
        assertThat(pruned)
                .extracting(PrunedBackup::decision)
                .containsExactly(Decision.KEEP, Decision.KEEP, Decision.REMOVE);
        assertThat(pruned)
                .extracting(PrunedBackup::reasons)
                .containsExactly(List.of("last 1"), List.of("last 2"), List.of());
        assertThat(pruned).extracting(PrunedBackup::volumeUuid).containsOnly(rootVolume);
        assertThat(domain.backups.refsOn(a.uuid())).hasSize(6);
    }

    @Test
    void looksAtTheNamedVolumeAloneAndNotAtWhatIsAnothers() throws InterruptedException {
        group(a);
        var singles = List.of(single(a), single(a), single(a), single(b));

        assertThat(run(new Of.Volume(volume), true))
                .flatExtracting(PrunedBackup::volumeBackupUuids)
                .containsExactly(singles.get(2), singles.get(1), singles.get(0));
        var stranger = new Caller("9".repeat(32));
        var result = (BackupResult.Pruned) domain.tasks.run(stranger, prune, operation(new Of.Everything(), true));
        assertThat(result.backups()).isEmpty();
    }

    @Test
    void skipsWhatAnotherTaskHoldsAndSaysSo() throws InterruptedException {
        var groups = List.of(group(a), group(a), group(a));
        var running = domain.tasks.accept(domain.admin, prune, operation(new Of.Everything(), false));
        var hold = new Hold(Hold.Kind.GROUP, groups.get(0));
        running.context().taken().add(hold);

        var result = (BackupResult.Pruned) running.finish(running.attempt());

        assertThat(result.backups().getLast().decision()).isEqualTo(Decision.SKIPPED);
        assertThat(result.backups().getLast().reasons())
                .containsExactly("another task holds backup group " + groups.get(0));
        assertThat(domain.backups.group(groups.get(0))).hasSize(2);
    }

    @Test
    void goesOnWithTheSameDecisionAfterACrash() throws InterruptedException {
        var first = group(a);
        group(a);
        group(a);
        var running = domain.tasks.accept(domain.admin, prune, operation(new Of.Everything(), false));
        running.attempt();
        var later = group(a);

        var result = (BackupResult.Pruned) running.finish(running.attempt());

        assertThat(result.backups()).hasSize(3);
        assertThat(result.backups().getLast().groupUuid()).isEqualTo(first);
        assertThat(result.backups().getLast().decision()).isEqualTo(Decision.REMOVE);
        assertThat(domain.backups.group(later)).hasSize(2);
        assertThat(domain.backups.refsOn(a.uuid())).hasSize(6);
    }
}
