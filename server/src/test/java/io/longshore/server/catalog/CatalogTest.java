package io.longshore.server.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.driver.zstore.gc.Epochs;
import io.longshore.server.driver.zstore.pack.PackId;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.image.Image;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogTest {
    @TempDir
    Path folder;

    private Catalog catalog;

    @BeforeEach
    void open() throws IOException {
        catalog = Catalog.open(folder, new StoredTypes());
    }

    @AfterEach
    void close() throws IOException {
        catalog.close();
    }

    @Test
    void keepsAnImageWithAllThatIsSaidOfIt() throws IOException {
        var storage = Samples.storage("a");
        catalog.backupStorages().insert(storage);
        var image = Samples.image("one", List.of(Samples.ref(storage.uuid())));

        catalog.images().insert(image);
        catalog.close();
        catalog = Catalog.open(folder, new StoredTypes());

        var kept = catalog.images().find(image.uuid()).orElseThrow();
        assertThat(kept)
                .usingRecursiveComparison()
                .ignoringFields("backupStorageRefs.id")
                .isEqualTo(image);
        assertThat(kept.backupStorageRefs()).extracting(Image.ImageRef::id).containsExactly(1L);
    }

    @Test
    void keepsAnImageOfWhichLittleIsKnown() {
        var image = Samples.bareImage("two");

        catalog.images().insert(image);

        assertThat(catalog.images().find(image.uuid())).contains(image);
    }

    @Test
    void refusesASecondServerOnItsFolder() {
        assertThatThrownBy(() -> Catalog.open(folder, new StoredTypes()))
                .isInstanceOf(DataFolderInUseException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
    }

    @Test
    void refusesASecondStorageOfTheSameName() {
        catalog.backupStorages().insert(Samples.storage("a"));

        assertThatThrownBy(() -> catalog.backupStorages().insert(Samples.storage("a")))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.STORAGE_EXISTS));
    }

    @Test
    void undoesWhatATransactionDidThatFails() {
        assertThatThrownBy(() -> catalog.transactions().write(() -> {
                    catalog.backupStorages().insert(Samples.storage("a"));
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");

        assertThat(catalog.backupStorages().all()).isEmpty();
    }

    @Test
    void undoesWhatAPartOfATransactionDidThatFails() {
        catalog.transactions().write(() -> {
            catalog.backupStorages().insert(Samples.storage("a"));
            assertThatThrownBy(() -> catalog.transactions().write(() -> {
                        catalog.backupStorages().insert(Samples.storage("b"));
                        throw new IllegalStateException("no");
                    }))
                    .hasMessage("no");
        });

        assertThat(catalog.backupStorages().all()).extracting("name").containsExactly("a");
    }

    @Test
    void sumsWhatIsReservedOnAStorage() {
        var storage = Samples.storage("a");
        var storages = catalog.backupStorages();
        storages.insert(storage);

        storages.reserve("one", storage.uuid(), 100);
        storages.reserve("two", storage.uuid(), 30);
        storages.reserve("one", storage.uuid(), 50);
        assertThat(storages.reserved(storage.uuid())).isEqualTo(80);

        storages.reserve("two", storage.uuid(), 0);
        assertThat(storages.reserved(storage.uuid())).isEqualTo(50);
    }

    @Test
    void keepsUploadsWithTheirCheckpoints() {
        var storage = Samples.storage("a");
        catalog.backupStorages().insert(storage);
        var upload = Samples.upload(storage.uuid(), DiskIdentity.ofZeros(5));
        catalog.uploads().insert(upload);

        assertThat(catalog.uploads().checkpoint(upload.uuid())).isEmpty();
        catalog.uploads().keepCheckpoint(upload.uuid(), new byte[] {1});
        catalog.uploads().keepCheckpoint(upload.uuid(), new byte[] {2, 3});
        catalog.uploads().keepPack(upload.uuid(), "b");
        catalog.uploads().keepPack(upload.uuid(), "a");

        assertThat(catalog.uploads().find(upload.uuid())).contains(upload);
        assertThat(catalog.uploads().checkpoint(upload.uuid())).contains(new byte[] {2, 3});
        assertThat(catalog.uploads().packs(upload.uuid())).containsExactly("b", "a");
        assertThat(catalog.uploads().expired(upload.expireTime())).containsExactly(upload);
        assertThat(catalog.uploads().expired(upload.expireTime().minusMillis(1)))
                .isEmpty();

        catalog.uploads().delete(upload.uuid());
        assertThat(catalog.uploads().find(upload.uuid())).isEqualTo(Optional.empty());
    }

    @Test
    void keepsOfASessionNoMoreThanItsHash() {
        catalog.accounts().insert(Samples.ACCOUNT);
        var session = Samples.session();
        catalog.accounts().insertSession(session);

        assertThat(catalog.accounts().findSession(session.uuid())).contains(session);
        assertThat(catalog.accounts().findSession(session.uuid() + "0")).isEmpty();
        assertThat(catalog.accounts().countSessions(session.accountUuid(), session.createTime()))
                .isEqualTo(1);
        assertThat(catalog.accounts().countSessions(session.accountUuid(), session.expireTime()))
                .isZero();
        assertThat(folder.resolve("catalog.sqlite-wal"))
                .content(java.nio.charset.StandardCharsets.ISO_8859_1)
                .doesNotContain(session.uuid());
    }

    @Test
    void keepsALeaseWithItsEpochUntilItsUploadIsPublished() {
        var storage = Samples.storage("a");
        var epochs = catalog.epochs(storage.uuid());
        assertThat(epochs.current()).isZero();
        catalog.backupStorages().insert(storage);
        var upload = Samples.upload(storage.uuid(), DiskIdentity.ofZeros(5));
        catalog.uploads().insert(upload);
        var writer = io.longshore.server.uuid.Uuids.parse(upload.uuid());

        var lease = epochs.lease(writer).lease();
        assertThat(epochs.condemn(List.of())).isEqualTo(1);
        assertThat(epochs.lease(writer)).isEqualTo(new Epochs.Grant(lease, true));
        assertThat(lease.epoch()).isZero();
        assertThat(epochs.current()).isEqualTo(1);
        assertThat(epochs.leases()).containsExactly(lease);
        assertThat(catalog.epochs(Samples.uuid("other")).leases()).isEmpty();

        catalog.uploads().update(Samples.published(upload));
        assertThat(epochs.leases()).isEmpty();
    }

    @Test
    void endsALeaseOnceAndThenGivesAnother() {
        var epochs = epochs();
        var task = UUID.randomUUID();
        var first = epochs.lease(task);
        assertThat(first).isEqualTo(new Epochs.Grant(new Epochs.Lease(task, 0), false));
        epochs.condemn(List.of());

        epochs.end(first.lease());
        var second = epochs.lease(task);
        assertThat(second).isEqualTo(new Epochs.Grant(new Epochs.Lease(task, 1), false));
        epochs.end(first.lease());

        assertThat(epochs.leases()).as("only the lease that was meant ends").containsExactly(second.lease());
    }

    @Test
    void condemnsAPackOnceAndForgetsItWhenItIsGone() {
        var epochs = epochs();
        var one = PackId.random();
        var two = PackId.random();

        assertThat(epochs.condemn(List.of(one))).isEqualTo(1);
        epochs.decide();
        assertThat(epochs.condemn(List.of(one, two))).isEqualTo(2);

        assertThat(epochs.condemned())
                .containsExactlyInAnyOrder(new Epochs.Condemned(one, 1, true), new Epochs.Condemned(two, 2, false));
        epochs.forget(List.of(one));
        assertThat(epochs.condemned()).containsExactly(new Epochs.Condemned(two, 2, false));
    }

    @Test
    void takesTheEpochOfAnAdoptedStorageAndNothingElse() {
        var epochs = epochs();
        var _ = epochs.lease(UUID.randomUUID());
        epochs.condemn(List.of(PackId.random()));

        epochs.adopt(7);

        assertThat(epochs.current()).isEqualTo(7);
        assertThat(epochs.leases()).isEmpty();
        assertThat(epochs.condemned()).isEmpty();
        epochs.adopt(3);
        assertThat(epochs.current()).isEqualTo(7);
    }

    private Epochs epochs() {
        var storage = Samples.storage("a");
        catalog.backupStorages().insert(storage);
        return catalog.epochs(storage.uuid());
    }
}
