package io.longshore.server.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.fixture.Domain;
import io.longshore.server.storage.AllManifestRows;
import io.longshore.server.storage.StorageOperation;
import io.longshore.server.storage.StorageResult;
import io.longshore.server.storage.scrub.VerifyBackupStorage;
import io.longshore.server.task.Caller;
import io.longshore.server.task.Hold;
import io.longshore.server.task.Outcome;
import io.longshore.server.task.TaskContext;
import io.longshore.server.task.Work;
import io.longshore.server.transfer.ForwardingMonitor;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading all of a storage while what lies there goes. */
class VerifyMeanwhileTest {
    private static final int MIB = 1 << 20;

    @TempDir
    private Path folder;

    @Test
    void whatIsExpungedAndCollectedWhileItIsVerifiedIsNoDamage() throws Exception {
        try (var server = new WholeServer(folder)) {
            var storage = server.storage("a");
            var goes = add(server, storage, Domain.content(1, MIB));
            damage(storageFile());
            var _ = add(server, storage, Domain.content(2, MIB));
            assertThat(verified(server, storage, false).problems()).hasSize(1);

            var verification = new VerifyBackupStorage(
                    server.catalog.backupStorages(),
                    server.registry,
                    server.access,
                    new AllManifestRows(List.of(new ImageManifests(
                            server.catalog.images(), server.catalog.transactions(), InstantSource.system()))),
                    server.catalog.verifications(),
                    InstantSource.system());
            server.tasks.register(
                    StorageOperation.VerifyBackupStorage.class,
                    new Interrupted(verification, () -> remove(server, storage, goes)));
            assertThat(verified(server, storage, true).problems()).isEmpty();
        }
    }

    private static Image add(WholeServer server, String storage, byte[] content) throws InterruptedException {
        var said = new ImageOperation.Description(
                "image", null, null, null, null, null, false, null, List.of(), List.of());
        return server.run(
                        ImageResult.Stored.class,
                        new ImageOperation.AddImage(Uuids.random(), server.upload(storage, content), "", null, said))
                .image();
    }

    private static StorageResult.Verified verified(WholeServer server, String storage, boolean knownDamageOnly)
            throws InterruptedException {
        var none = OptionalLong.empty();
        return server.run(
                StorageResult.Verified.class,
                new StorageOperation.VerifyBackupStorage(storage, none, none, none, knownDamageOnly));
    }

    private static void remove(WholeServer server, String storage, Image image) throws InterruptedException {
        server.deleteImage.apply(
                server.admin, Optional.empty(), new ImageOperation.DeleteImage(image.uuid(), List.of()));
        server.run(ImageResult.Expunged.class, new ImageOperation.ExpungeImage(image.uuid(), List.of()));
        server.run(StorageResult.Reclaimed.class, new StorageOperation.ReclaimSpace(storage, true));
    }

    /** The pack of blocks, while there is one. */
    private Path storageFile() throws IOException {
        try (var files = Files.walk(folder.resolve("a/packs"))) {
            return files.filter(Files::isRegularFile)
                    .max(Comparator.comparingLong(file -> file.toFile().length()))
                    .orElseThrow();
        }
    }

    private static void damage(Path pack) throws IOException {
        var bytes = Files.readAllBytes(pack);
        bytes[5000] ^= 1;
        Files.write(pack, bytes);
    }

    /** Something that happens. */
    private interface Event {
        void happen() throws InterruptedException;
    }

    /** Lets something happen when a verification has seen what is hurt, right before it looks closer. */
    private record Interrupted(Work<StorageOperation.VerifyBackupStorage> work, Event event)
            implements Work<StorageOperation.VerifyBackupStorage> {
        @Override
        public void accept(Caller caller, StorageOperation.VerifyBackupStorage operation) {
            work.accept(caller, operation);
        }

        @Override
        public Outcome run(StorageOperation.VerifyBackupStorage operation, TaskContext context)
                throws InterruptedException {
            return work.run(operation, new BeforeHealing(context, event));
        }

        @Override
        public void abandon(StorageOperation.VerifyBackupStorage operation) {
            work.abandon(operation);
        }
    }

    private static final class BeforeHealing extends ForwardingMonitor implements TaskContext {
        private final TaskContext context;
        private final Event event;

        BeforeHealing(TaskContext context, Event event) {
            super(context);
            this.context = context;
            this.event = event;
        }

        @Override
        public StepProgress step(String name, OptionalLong bytesTotal) {
            if (name.equals("heal")) {
                try {
                    event.happen();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
            return super.step(name, bytesTotal);
        }

        @Override
        public String taskUuid() {
            return context.taskUuid();
        }

        @Override
        public Caller caller() {
            return context.caller();
        }

        @Override
        public Optional<Hold> hold(Set<Hold> holds) {
            return context.hold(holds);
        }

        @Override
        public <T> T transaction(Supplier<T> change) {
            return context.transaction(change);
        }
    }
}
