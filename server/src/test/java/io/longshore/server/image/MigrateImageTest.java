package io.longshore.server.image;

import static io.longshore.server.fixture.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.Tombstone;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.fixture.Domain;
import io.longshore.server.fixture.MemoryStorage.Call;
import io.longshore.server.fixture.MemoryTasks;
import io.longshore.server.image.Image.ImageRef;
import io.longshore.server.image.Image.ImageState;
import io.longshore.server.image.Image.ImageStatus;
import io.longshore.server.storage.BackupStorage;
import io.longshore.server.storage.EmptyTrash;
import io.longshore.server.storage.StorageOperation;
import io.longshore.server.storage.TrashEntry;
import io.longshore.server.task.TaskSuspendedException;
import io.longshore.server.transfer.Receipt.Verification;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MigrateImageTest {
    private static final int MIB = 1 << 20;
    private static final String NOBODY = "0".repeat(32);

    private final Domain domain = new Domain();
    private final BackupStorage a = domain.storage("a");
    private final BackupStorage b = domain.storage("b");
    private final Image image = domain.image(Domain.content(1, 3 * MIB + 5), a);
    private final MigrateImage migrate = new MigrateImage(
            domain.images,
            domain.storages,
            domain.access,
            domain.admission,
            domain.engine,
            domain.author,
            domain.removal,
            domain.notes,
            domain.conversion,
            domain.clock);

    @AfterEach
    void close() {
        domain.close();
    }

    private static ImageOperation.MigrateImage from(String image, String source, String destination) {
        return new ImageOperation.MigrateImage(image, source, destination, List.of("s"), List.of("u"));
    }

    private ImageOperation.MigrateImage move(BackupStorage source, BackupStorage destination) {
        return from(image.uuid(), source.uuid(), destination.uuid());
    }

    private ImageResult.Stored run(BackupStorage source, BackupStorage destination) throws InterruptedException {
        return (ImageResult.Stored) domain.tasks.run(domain.admin, migrate, move(source, destination));
    }

    private MemoryTasks.Running<ImageOperation.MigrateImage> accept() {
        return domain.tasks.accept(domain.admin, migrate, move(a, b));
    }

    private Image now() {
        return domain.images.find(image.uuid()).orElseThrow();
    }

    private ManifestKey key(ImageRef ref) {
        return new ManifestKey(ManifestKind.IMAGE, Uuids.parse(image.uuid()), ref.manifestId());
    }

    @Test
    void movesTheImageAndLeavesTheSourceInTheTrash() throws IOException, InterruptedException {
        var before = image.on(a.uuid()).orElseThrow();

        var result = run(a, b);

        assertThat(result.image()).isEqualTo(now());
        assertThat(now().status()).isEqualTo(ImageStatus.READY);
        assertThat(now().systemTags()).containsExactly("s");
        assertThat(now().userTags()).containsExactly("u");
        assertThat(now().backupStorageRefs()).singleElement().satisfies(ref -> {
            assertThat(ref.backupStorageUuid()).isEqualTo(b.uuid());
            assertThat(ref.status()).isEqualTo(ImageStatus.READY);
            assertThat(ref.installPath())
                    .isEqualTo("zstore://" + image.uuid() + "/"
                            + image.identity().root().hex().substring(0, 40));
            assertThat(domain.driver(b).manifestKeys()).containsExactly(key(ref));
        });
        assertThat(domain.storages.trash(a.uuid(), 0, 10)).singleElement().satisfies(entry -> {
            assertThat(entry.imageUuid()).isEqualTo(image.uuid());
            assertThat(entry.manifestId()).isEqualTo(before.manifestId());
            assertThat(entry.installPath()).isEqualTo(before.installPath());
            assertThat(entry.sizeBytes()).isEqualTo(image.actualSizeBytes());
        });
        assertThat(domain.driver(a).tombstones()).singleElement().satisfies(tombstone -> {
            assertThat(tombstone.manifest()).isEqualTo(key(before));
            assertThat(tombstone.reason()).isEqualTo(TrashEntry.MIGRATED);
        });
        assertThat(domain.driver(b).has(image.identity())).isTrue();
        assertThat(domain.storages.reserved(b.uuid())).isZero();
        assertThat(domain.reconciler.reconcile(a.uuid()).nothingToDo()).isTrue();
        assertThat(domain.reconciler.reconcile(b.uuid()).nothingToDo()).isTrue();
    }

    @Test
    void tellsInItsReceiptWhatItDid() throws InterruptedException {
        var receipt = run(a, b).receipt();

        assertThat(receipt.source()).isEqualTo(image.identity());
        assertThat(receipt.destination()).isEqualTo(image.identity());
        assertThat(receipt.verification()).isEqualTo(Verification.READ_BACK);
        assertThat(receipt.sentBytes()).isPositive();
    }

    @Test
    void writesDownWhereTheCopyComesFrom() throws IOException, InterruptedException {
        var running = accept();
        running.finish(running.attempt());

        var key = key(now().on(b.uuid()).orElseThrow());
        assertThat(domain.driver(b).manifest(key).map(Manifest::provenance)).hasValueSatisfying(provenance -> {
            assertThat(provenance.operation()).isEqualTo("MigrateImage");
            assertThat(provenance.task()).isEqualTo(Uuids.parse(running.uuid()));
            assertThat(provenance.sourceStorage()).contains(Uuids.parse(a.uuid()));
            assertThat(provenance.deployment()).isEqualTo(domain.deployment);
        });
    }

    @Test
    void isMigratingUntilItIsDoneWhateverItsState() throws InterruptedException {
        var changeState = new ChangeImageState(domain.images, domain.tasks, domain.notes, domain.clock);
        var running = accept();
        assertThat(now().status()).isEqualTo(ImageStatus.MIGRATING);
        assertThat(now().on(a.uuid()).orElseThrow().status()).isEqualTo(ImageStatus.MIGRATING);
        assertThat(domain.storages.reserved(b.uuid())).isGreaterThan(image.actualSizeBytes());

        var outcome = running.attempt();
        changeState.apply(
                domain.admin,
                Optional.empty(),
                new ImageOperation.ChangeImageState(image.uuid(), ImageState.DISABLED, List.of(), List.of()));
        running.finish(outcome);

        assertThat(now().state()).isEqualTo(ImageState.DISABLED);
        assertThat(now().status()).isEqualTo(ImageStatus.READY);
    }

    @Test
    void takesADisabledImageToo() throws InterruptedException {
        domain.images.update(new ImageEdit(image).state(ImageState.DISABLED).at(domain.clock.instant()));

        assertThat(run(a, b).image().state()).isEqualTo(ImageState.DISABLED);
    }

    @Test
    void refusesInTheContractsOrder() {
        refused(Reason.IMAGE_NOT_FOUND, () -> domain.tasks.accept(domain.admin, migrate, from(NOBODY, NOBODY, NOBODY)));
        refused(Reason.IMAGE_NOT_FOUND, () -> domain.tasks.accept(domain.stranger, migrate, move(a, b)));
        refused(
                Reason.STORAGE_NOT_FOUND,
                () -> domain.tasks.accept(domain.admin, migrate, from(image.uuid(), a.uuid(), NOBODY)));
        refused(Reason.SAME_STORAGE, () -> domain.tasks.accept(domain.admin, migrate, move(a, a)));

        var c = domain.storage("c");
        refused(Reason.IMAGE_NOT_ON_STORAGE, () -> domain.tasks.accept(domain.admin, migrate, move(c, b)));

        domain.images.update(new ImageEdit(image).status(ImageStatus.DELETED).at(domain.clock.instant()));
        var told = refused(Reason.IMAGE_NOT_READY, () -> domain.tasks.accept(domain.admin, migrate, move(c, b)));
        assertThat(told).containsEntry("imageUuid", image.uuid()).containsEntry("status", "DELETED");

        domain.disconnect(c);
        refused(Reason.STORAGE_DISCONNECTED, () -> domain.tasks.accept(domain.admin, migrate, move(a, c)));

        domain.disable(b);
        refused(Reason.STORAGE_DISABLED, () -> domain.tasks.accept(domain.admin, migrate, move(c, b)));
        refused(Reason.STORAGE_DISABLED, () -> domain.tasks.accept(domain.admin, migrate, move(b, a)));
    }

    @Test
    void refusesWhereItLiesAlready() {
        var both = domain.image(Domain.content(2, MIB), a, b);

        var told = refused(
                Reason.IMAGE_ALREADY_ON_STORAGE,
                () -> domain.tasks.accept(domain.admin, migrate, from(both.uuid(), a.uuid(), b.uuid())));
        assertThat(told).containsEntry("backupStorageUuid", b.uuid());
    }

    @Test
    void refusesAStorageWithoutRoomForAllOfIt() {
        var small = domain.storage("small", OptionalLong.of(Domain.RESERVE_BYTES + MIB));

        var told = refused(Reason.STORAGE_FULL, () -> domain.tasks.accept(domain.admin, migrate, move(a, small)));
        assertThat(told).containsEntry("availableBytes", Long.toString(MIB)).containsKey("neededBytes");
        assertThat(now()).isEqualTo(image);
        assertThat(domain.storages.reserved(small.uuid())).isZero();
    }

    @Test
    void isBusyForASecondOne() {
        var first = accept();

        var told = refused(Reason.IMAGE_BUSY, this::accept);
        assertThat(told).containsEntry("taskUuid", first.uuid());
    }

    @Test
    void goesOnAfterACrashBeforeThePublishing() throws IOException, InterruptedException {
        var running = accept();
        running.attempt(); // and the server stopped
        assertThat(domain.driver(b).manifestKeys()).hasSize(1);
        assertThat(now().on(b.uuid())).as("not seen yet").isEmpty();
        assertThat(domain.reconciler.reconcile(b.uuid()).nothingToDo())
                .as("its task lives")
                .isTrue();

        running.finish(running.attempt());

        var ref = now().on(b.uuid()).orElseThrow();
        assertThat(domain.driver(b).manifestKeys()).as("the first attempt's").containsExactly(key(ref));
    }

    @Test
    void goesOnAfterAFailureInTheMiddle() throws InterruptedException {
        var running = accept();
        domain.driver(b).fail(Call.PUBLISH);
        assertThatExceptionOfType(FailureException.class).isThrownBy(running::attempt);

        running.finish(running.attempt());

        assertThat(now().on(b.uuid())).isPresent();
    }

    @Test
    void leavesNothingToSeeWhenItIsCancelled() throws IOException, InterruptedException {
        var running = accept();
        running.attempt();
        running.abandon();

        assertThat(now().backupStorageRefs())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("updateTime")
                .isEqualTo(image.backupStorageRefs());
        assertThat(now().status()).isEqualTo(ImageStatus.READY);
        assertThat(domain.storages.reserved(b.uuid())).isZero();
        assertThat(domain.reconciler.reconcile(b.uuid()).orphansRemoved()).isOne();
        assertThat(domain.driver(b).manifestKeys()).isEmpty();

        run(a, b);
        assertThat(now().on(b.uuid())).isPresent();
    }

    @Test
    void afterACrashBehindThePublishingTheReconcilerBuriesTheSource() throws IOException, InterruptedException {
        var running = accept();
        running.publish(running.attempt());
        assertThat(domain.driver(a).tombstones()).isEmpty();

        domain.reconciler.reconcile(a.uuid());

        assertThat(domain.driver(a).tombstones()).extracting(Tombstone::reason).containsExactly(TrashEntry.MIGRATED);
    }

    @Test
    void backToWhereItsTrashLiesNothingIsSentAndTheTrashIsTakenUp() throws IOException, InterruptedException {
        run(a, b);

        var receipt = run(b, a).receipt();

        assertThat(receipt.sentBytes()).isZero();
        assertThat(receipt.readBytes()).isZero();
        assertThat(receipt.verification()).isEqualTo(Verification.NOTHING_WRITTEN);
        assertThat(domain.storages.trash(a.uuid(), 0, 10)).isEmpty();
        assertThat(domain.driver(a).manifestKeys())
                .containsExactly(key(now().on(a.uuid()).orElseThrow()));
        assertThat(domain.driver(a).tombstones()).isEmpty();
    }

    @Test
    void backToAFullStorageWhereItsTrashLiesIsLetIn() throws InterruptedException {
        run(a, b);
        domain.driver(a).free(0);

        assertThat(run(b, a).image().on(a.uuid())).isPresent();
    }

    @Test
    void emptyingTheTrashMeanwhileHurtsNobody() throws IOException, InterruptedException {
        run(a, b);
        var back = domain.tasks.accept(domain.admin, migrate, move(b, a));
        var outcome = back.attempt();
        domain.tasks.run(
                domain.admin,
                new EmptyTrash(domain.storages, domain.access),
                new StorageOperation.EmptyTrash(a.uuid(), List.of()));

        back.finish(outcome);

        assertThat(domain.driver(a).manifestKeys())
                .containsExactly(key(now().on(a.uuid()).orElseThrow()));
        assertThat(domain.reconciler.reconcile(a.uuid()).nothingToDo()).isTrue();
    }

    @Test
    void takesUpACopyThatWasDeletedAtTheDestination() throws IOException, InterruptedException {
        var both = domain.image(Domain.content(4, MIB), a, b);
        new DeleteImage(domain.images, domain.tasks, domain.removal, domain.clock)
                .apply(domain.admin, Optional.empty(), new ImageOperation.DeleteImage(both.uuid(), List.of(b.uuid())));

        var result =
                (ImageResult.Stored) domain.tasks.run(domain.admin, migrate, from(both.uuid(), a.uuid(), b.uuid()));

        assertThat(result.receipt().sentBytes()).isZero();
        assertThat(result.image().backupStorageRefs())
                .singleElement()
                .satisfies(ref -> assertThat(ref.status()).isEqualTo(ImageStatus.READY));
        assertThat(domain.driver(b).tombstones()).isEmpty();
        assertThat(domain.reconciler.reconcile(b.uuid()).nothingToDo()).isTrue();
    }

    @Test
    void failsAndPublishesNothingWhereTheSourceIsDamaged() {
        domain.driver(a).damage(image.identity());

        assertThatExceptionOfType(FailureException.class).isThrownBy(() -> run(a, b));
        assertThat(domain.driver(b).manifestKeys()).isEmpty();
        assertThat(now().status()).isEqualTo(ImageStatus.READY);
        assertThat(now().on(b.uuid())).isEmpty();
    }

    @Test
    void waitsForAStorageThatIsAwayWhenTheServerComesBack() throws InterruptedException {
        var running = accept();
        domain.disconnect(b);
        assertThatExceptionOfType(TaskSuspendedException.class)
                .isThrownBy(running::attempt)
                .withMessageContaining("does not answer");

        domain.connect(b);
        running.finish(running.attempt());
        assertThat(now().on(b.uuid())).isPresent();
    }
}
