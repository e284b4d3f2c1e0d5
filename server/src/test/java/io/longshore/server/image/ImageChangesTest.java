package io.longshore.server.image;

import static io.longshore.server.fixture.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.content.StoredContent;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.Tombstone;
import io.longshore.server.failure.Reason;
import io.longshore.server.fixture.Domain;
import io.longshore.server.fixture.MemoryStorage.Call;
import io.longshore.server.image.Image.ImageRef;
import io.longshore.server.image.Image.ImageState;
import io.longshore.server.image.Image.ImageStatus;
import io.longshore.server.image.Image.MediaType;
import io.longshore.server.storage.BackupStorage;
import io.longshore.server.storage.TrashEntry;
import io.longshore.server.task.Task;
import io.longshore.server.task.TaskState;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageChangesTest {
    private static final String NOBODY = "0".repeat(32);

    private final Domain domain = new Domain();
    private final BackupStorage a = domain.storage("a");
    private final BackupStorage b = domain.storage("b");
    private final Image image = domain.image(Domain.content(1, 1 << 20), a, b);
    private final ChangeImageState changeState =
            new ChangeImageState(domain.images, domain.tasks, domain.notes, domain.clock);
    private final UpdateImage update = new UpdateImage(domain.images, domain.tasks, domain.notes, domain.clock);
    private final DeleteImage delete = new DeleteImage(domain.images, domain.tasks, domain.removal, domain.clock);
    private final RecoverImage recover = new RecoverImage(domain.images, domain.tasks, domain.removal, domain.clock);
    private final ExpungeImage expunge = new ExpungeImage(domain.images, domain.removal, domain.clock);

    @AfterEach
    void close() {
        domain.close();
    }

    private static Image changed(Task task) {
        return ((ImageResult.Changed) ((TaskState.Succeeded) task.state()).result()).image();
    }

    private Image now() {
        return domain.images.find(image.uuid()).orElseThrow();
    }

    private Image delete(String... storages) {
        return changed(delete.apply(
                domain.admin, Optional.empty(), new ImageOperation.DeleteImage(image.uuid(), List.of(storages))));
    }

    private Image recover(String... storages) {
        return changed(recover.apply(
                domain.admin,
                Optional.empty(),
                new ImageOperation.RecoverImage(image.uuid(), List.of(storages), List.of(), List.of())));
    }

    private ImageResult expunge(String... storages) throws InterruptedException {
        return (ImageResult) domain.tasks.run(
                domain.admin, expunge, new ImageOperation.ExpungeImage(image.uuid(), List.of(storages)));
    }

    private ImageStatus on(BackupStorage storage) {
        return now().on(storage.uuid()).map(ImageRef::status).orElseThrow();
    }

    private ManifestKey key(BackupStorage storage) {
        var ref = image.on(storage.uuid()).orElseThrow();
        return new ManifestKey(ManifestKind.IMAGE, Uuids.parse(image.uuid()), ref.manifestId());
    }

    private List<ManifestKey> buried(BackupStorage storage) throws IOException {
        return domain.driver(storage).tombstones().stream()
                .map(Tombstone::manifest)
                .toList();
    }

    @ParameterizedTest
    @EnumSource(ImageStatus.class)
    void theStateChangesInEveryStatusAndAsOftenAsAsked(ImageStatus status) {
        domain.images.update(new ImageEdit(image).status(status).at(domain.clock.instant()));
        for (var state : List.of(ImageState.DISABLED, ImageState.DISABLED, ImageState.ENABLED)) {
            domain.clock.advance(Duration.ofSeconds(1));
            var operation = new ImageOperation.ChangeImageState(image.uuid(), state, List.of("tag"), List.of());
            var after = changed(changeState.apply(domain.admin, Optional.empty(), operation));

            assertThat(after.state()).isEqualTo(state);
            assertThat(after.status()).isEqualTo(status);
            assertThat(after.updateTime()).isEqualTo(domain.clock.instant());
            assertThat(after.systemTags()).containsExactly("tag");
        }
    }

    @Test
    void anotherAccountsImageIsNotFound() {
        var operation = new ImageOperation.ChangeImageState(image.uuid(), ImageState.DISABLED, List.of(), List.of());
        refused(Reason.IMAGE_NOT_FOUND, () -> changeState.apply(domain.stranger, Optional.empty(), operation));
        refused(
                Reason.IMAGE_NOT_FOUND,
                () -> delete.apply(
                        domain.stranger, Optional.empty(), new ImageOperation.DeleteImage(image.uuid(), List.of())));
        refused(
                Reason.IMAGE_NOT_FOUND,
                () -> recover.apply(
                        domain.admin,
                        Optional.empty(),
                        new ImageOperation.RecoverImage(NOBODY, List.of(), List.of(), List.of())));
    }

    @Test
    void updatingChangesWhatWasSaidAndTakesAwayWhatIsEmpty() {
        var said = new ImageOperation.UpdateImage(
                image.uuid(), "new", "why", "linux", MediaType.ISO, "Linux", "x86_64", true, true);
        var after = changed(update.apply(domain.admin, Optional.empty(), said));
        assertThat(after)
                .returns("new", Image::name)
                .returns("why", Image::description)
                .returns(MediaType.ISO, Image::mediaType)
                .returns("x86_64", Image::architecture)
                .returns(true, Image::system)
                .returns(true, Image::virtio);

        var less = new ImageOperation.UpdateImage(image.uuid(), null, "", "", null, null, null, null, null);
        assertThat(changed(update.apply(domain.admin, Optional.empty(), less)))
                .returns("new", Image::name)
                .returns(null, Image::description)
                .returns(null, Image::guestOsType)
                .returns("Linux", Image::platform);
    }

    @Test
    void whatIsSaidOfAnImageIsWrittenDownOnItsStorages() throws IOException {
        update.apply(
                domain.admin,
                Optional.empty(),
                new ImageOperation.UpdateImage(image.uuid(), "first", null, null, null, null, null, null, null));
        update.apply(
                domain.admin,
                Optional.empty(),
                new ImageOperation.UpdateImage(image.uuid(), "second", null, null, null, null, null, null, null));

        for (var storage : List.of(a, b)) {
            var note = domain.driver(storage).note(ManifestKind.IMAGE, Uuids.parse(image.uuid()));
            assertThat(note).hasValueSatisfying(written -> {
                assertThat(written.name()).isEqualTo("second");
                assertThat(written.version()).isEqualTo(2);
            });
        }
    }

    @Test
    void deletedOnOneStorageAnImageStaysReady() throws IOException {
        var after = delete(a.uuid());

        assertThat(after.status()).isEqualTo(ImageStatus.READY);
        assertThat(on(a)).isEqualTo(ImageStatus.DELETED);
        assertThat(on(b)).isEqualTo(ImageStatus.READY);
        assertThat(buried(a)).containsExactly(key(a));
        assertThat(buried(b)).isEmpty();
    }

    @Test
    void deletedEverywhereAnImageIsDeletedAndItsBitsStay() throws IOException {
        assertThat(delete().status()).isEqualTo(ImageStatus.DELETED);
        assertThat(delete().status()).as("again").isEqualTo(ImageStatus.DELETED);

        for (var storage : List.of(a, b)) {
            assertThat(domain.driver(storage).manifestKeys()).containsExactly(key(storage));
            assertThat(domain.driver(storage).tombstones())
                    .extracting(Tombstone::reason)
                    .containsExactly(TrashEntry.DELETED);
        }
    }

    @Test
    void deletingWhereItDoesNotLieChangesNothing() {
        var c = domain.storage("c");

        var told = refused(Reason.IMAGE_NOT_ON_STORAGE, () -> delete(a.uuid(), c.uuid()));
        assertThat(told).containsEntry("backupStorageUuid", c.uuid()).containsEntry("imageUuid", image.uuid());
        assertThat(on(a)).isEqualTo(ImageStatus.READY);
    }

    @Test
    void deletingWhileAStorageIsAwayLeavesItsTombstoneToTheReconciler() throws IOException {
        domain.disconnect(a);
        delete();
        domain.connect(a);
        assertThat(buried(a)).isEmpty();

        domain.reconciler.reconcile(a.uuid());
        assertThat(buried(a)).containsExactly(key(a));
    }

    @Test
    void theSameRequestDeletesOnce() {
        var request = Optional.of(Uuids.random());
        var operation = new ImageOperation.DeleteImage(image.uuid(), List.of());
        var first = delete.apply(domain.admin, request, operation);
        recover();
        var second = delete.apply(domain.admin, request, operation);

        assertThat(second).isEqualTo(first);
        assertThat(now().status()).isEqualTo(ImageStatus.READY);
    }

    @Test
    void recoveringTakesAllDeletionsBack() throws IOException {
        delete();

        assertThat(recover().status()).isEqualTo(ImageStatus.READY);
        assertThat(on(a)).isEqualTo(ImageStatus.READY);
        assertThat(on(b)).isEqualTo(ImageStatus.READY);
        assertThat(buried(a)).isEmpty();
        assertThat(buried(b)).isEmpty();
    }

    @Test
    void recoveredOnOneStorageAnImageIsReadyAgain() {
        delete();

        assertThat(recover(b.uuid()).status()).isEqualTo(ImageStatus.READY);
        assertThat(on(a)).isEqualTo(ImageStatus.DELETED);
        assertThat(on(b)).isEqualTo(ImageStatus.READY);
    }

    @Test
    void recoveringIsAllOrNothing() throws IOException {
        delete(a.uuid());
        var c = domain.storage("c");

        refused(Reason.IMAGE_NOT_ON_STORAGE, () -> recover(a.uuid(), c.uuid()));
        var told = refused(Reason.IMAGE_NOT_DELETED, () -> recover(a.uuid(), b.uuid()));
        assertThat(told).containsEntry("status", "READY").containsEntry("backupStorageUuid", b.uuid());
        assertThat(on(a)).isEqualTo(ImageStatus.DELETED);

        domain.reconciler.reconcile(a.uuid());
        assertThat(buried(a)).as("its tombstone, which went too early").containsExactly(key(a));
    }

    @Test
    void whatIsNotDeletedIsNotRecovered() {
        refused(Reason.IMAGE_NOT_DELETED, () -> recover());
        refused(Reason.IMAGE_NOT_DELETED, () -> expunge());
        refused(Reason.IMAGE_NOT_DELETED, () -> expunge(a.uuid()));
    }

    @Test
    void expungingRemovesADeletedImageForGood() throws IOException, InterruptedException {
        delete();

        assertThat(((ImageResult.Expunged) expunge()).image()).isNull();
        assertThat(domain.images.find(image.uuid())).isEmpty();
        for (var storage : List.of(a, b)) {
            assertThat(domain.driver(storage).manifestKeys()).isEmpty();
            assertThat(buried(storage)).isEmpty();
        }
        refused(Reason.IMAGE_NOT_FOUND, () -> recover());
    }

    @Test
    void expungingOnOneStorageLeavesTheOther() throws InterruptedException {
        delete(a.uuid());

        var left = ((ImageResult.Expunged) expunge()).image();

        assertThat(left).isNotNull();
        assertThat(left.status()).isEqualTo(ImageStatus.READY);
        assertThat(left.backupStorageRefs()).hasSize(1);
        assertThat(domain.driver(b).manifestKeys()).containsExactly(key(b));
    }

    @Test
    void expungingGoesOnWhereACrashCutItOff() throws InterruptedException {
        delete();
        var running =
                domain.tasks.accept(domain.admin, expunge, new ImageOperation.ExpungeImage(image.uuid(), List.of()));
        for (var ref : now().backupStorageRefs()) {
            domain.images.putRef(ref.withStatus(ImageStatus.EXPUNGING, domain.clock.instant()));
        }
        domain.driver(a).lose(key(a)); // as far as the first attempt came

        running.finish(running.attempt());

        assertThat(domain.images.find(image.uuid())).isEmpty();
    }

    @ParameterizedTest(name = "only once it is to be deleted: {0}")
    @ValueSource(booleans = {false, true})
    void whatSomethingOutsideNeedsIsNotExpungedAndStaysDeleted(boolean later) throws IOException, InterruptedException {
        delete();
        domain.driver(b).use(key(b), later);

        refused(Reason.DISK_IN_USE, () -> expunge(b.uuid()));

        assertThat(now().status()).isEqualTo(ImageStatus.DELETED);
        assertThat(on(b)).isEqualTo(ImageStatus.DELETED);
        assertThat(domain.driver(b).manifestKeys()).containsExactly(key(b));
        assertThat(buried(b)).containsExactly(key(b));
        assertThat(recover().status()).isEqualTo(ImageStatus.READY);
    }

    @Test
    void nothingIsExpungedAnywhereWhileSomethingOutsideNeedsOneCopy() {
        delete();
        domain.driver(b).use(key(b), false);

        refused(Reason.DISK_IN_USE, () -> expunge());

        assertThat(on(a)).isEqualTo(ImageStatus.DELETED);
        assertThat(domain.driver(a).manifestKeys()).containsExactly(key(a));
    }

    @Test
    void whatSomethingOutsideNeedsOnAStorageThatWasAwayIsDeletedAsBefore() throws IOException, InterruptedException {
        delete();
        domain.disconnect(b);
        expunge(b.uuid());
        domain.connect(b);
        domain.driver(b).use(key(b), false);

        domain.reconciler.reconcile(b.uuid());

        assertThat(on(b)).isEqualTo(ImageStatus.DELETED);
        assertThat(domain.driver(b).manifestKeys()).containsExactly(key(b));
    }

    @Test
    void expungingOnAStorageThatIsAwayIsFinishedWhenItIsBack() throws IOException, InterruptedException {
        delete();
        domain.disconnect(a);

        var left = ((ImageResult.Expunged) expunge()).image();
        assertThat(left).isNotNull();
        assertThat(left.status()).isEqualTo(ImageStatus.EXPUNGING);
        refused(Reason.IMAGE_NOT_DELETED, () -> recover());

        domain.connect(a);
        domain.reconciler.reconcile(a.uuid());
        assertThat(domain.images.find(image.uuid())).isEmpty();
        assertThat(domain.driver(a).manifestKeys()).isEmpty();
    }

    @Test
    void aFailedRemovalIsTheReconcilers() throws IOException, InterruptedException {
        delete();
        domain.driver(a).fail(Call.DELETE_MANIFEST);
        expunge();
        assertThat(domain.driver(a).manifestKeys()).containsExactly(key(a));

        domain.reconciler.reconcile(a.uuid());
        assertThat(domain.images.find(image.uuid())).isEmpty();
    }

    @Test
    void whatAnotherTaskHoldsIsBusy() {
        delete();
        domain.tasks.accept(domain.admin, expunge, new ImageOperation.ExpungeImage(image.uuid(), List.of(a.uuid())));

        refused(Reason.IMAGE_BUSY, () -> recover());
        refused(Reason.IMAGE_BUSY, () -> delete());
    }

    @Test
    void readersFindWhereAnImageIsReady() {
        var finder = new ImageAccess(domain.images);
        assertThat(finder.find(domain.admin, image.uuid(), Optional.empty()).copies())
                .extracting(StoredContent.Copy::backupStorageUuid)
                .containsExactly(a.uuid(), b.uuid());

        delete(a.uuid());
        assertThat(finder.find(domain.admin, image.uuid(), Optional.empty()).copies())
                .extracting(StoredContent.Copy::backupStorageUuid)
                .containsExactly(b.uuid());
        refused(Reason.IMAGE_NOT_READY, () -> finder.find(domain.admin, image.uuid(), Optional.of(a.uuid())));
        refused(Reason.IMAGE_NOT_ON_STORAGE, () -> finder.find(domain.admin, image.uuid(), Optional.of(NOBODY)));
    }
}
