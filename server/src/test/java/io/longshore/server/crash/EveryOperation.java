package io.longshore.server.crash;

import static io.longshore.server.crash.Client.A;
import static io.longshore.server.crash.Client.B;
import static io.longshore.server.crash.Client.id;
import static java.util.Objects.requireNonNull;

import io.longshore.server.backup.BackupOperation;
import io.longshore.server.backup.Retention;
import io.longshore.server.backup.VolumeBackup.Mode;
import io.longshore.server.backup.VolumeBackup.VolumeType;
import io.longshore.server.crash.Scenarios.Scripted;
import io.longshore.server.image.Image.ImageState;
import io.longshore.server.image.ImageOperation;
import io.longshore.server.storage.BackupStorage.State;
import io.longshore.server.storage.StorageOperation;
import io.longshore.server.task.Operation;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** A scenario for each kind of operation that there is. Who adds one to a sealed interface adds it here: {@link NothingStuckTest} looks. */
final class EveryOperation {
    private static final String C = id("storage c");

    private EveryOperation() {}

    /** All kinds, as the sealed interfaces permit them. */
    static Set<Class<?>> kinds() {
        var kinds = new LinkedHashSet<Class<?>>();
        for (var family : List.of(ImageOperation.class, BackupOperation.class, StorageOperation.class)) {
            kinds.addAll(Arrays.asList(family.getPermittedSubclasses()));
        }
        return kinds;
    }

    static Map<Class<? extends Operation>, Scenario> scenarios() {
        var all = new LinkedHashMap<Class<? extends Operation>, Scenario>();
        var known = Scenarios.all();
        all.put(ImageOperation.AddImage.class, requireNonNull(known.get("add")));
        all.put(ImageOperation.MigrateImage.class, requireNonNull(known.get("migrate")));
        all.put(ImageOperation.DeleteImage.class, requireNonNull(known.get("delete")));
        all.put(ImageOperation.RecoverImage.class, requireNonNull(known.get("recover")));
        all.put(ImageOperation.ExpungeImage.class, requireNonNull(known.get("expunge")));
        all.put(ImageOperation.CreateDataVolumeTemplate.class, requireNonNull(known.get("template")));
        all.put(BackupOperation.CreateVmBackup.class, requireNonNull(known.get("back-up")));
        all.put(BackupOperation.SyncVmBackup.class, requireNonNull(known.get("sync")));
        all.put(BackupOperation.DeleteVolumeBackup.class, requireNonNull(known.get("delete-backup")));
        all.put(StorageOperation.EmptyTrash.class, requireNonNull(known.get("empty-trash")));
        all.put(StorageOperation.ReclaimSpace.class, requireNonNull(known.get("reclaim")));
        putImages(all);
        putBackups(all);
        putStorages(all);
        return all;
    }

    private static void putImages(Map<Class<? extends Operation>, Scenario> all) {
        var image = id("image");
        all.put(
                ImageOperation.UpdateImage.class,
                withImage(client -> client.apply(
                        "update",
                        services -> services.images().update(),
                        new ImageOperation.UpdateImage(image, "other", null, null, null, null, null, null, null))));
        all.put(
                ImageOperation.ChangeImageState.class,
                withImage(client -> client.apply(
                        "disable",
                        services -> services.images().changeState(),
                        new ImageOperation.ChangeImageState(image, ImageState.DISABLED, List.of(), List.of()))));
        var migration = new ImageOperation.MigrateImage(image, A, B, List.of(), List.of());
        all.put(
                ImageOperation.PlanMigration.class,
                withImage(client -> client.run("plan", new ImageOperation.PlanMigration(migration))));
    }

    private static Scenario withImage(Scenarios.Part operation) {
        return new Scripted(client -> client.addImage("image", A), operation);
    }

    private static void putBackups(Map<Class<? extends Operation>, Scenario> all) {
        all.put(
                BackupOperation.CreateVolumeBackup.class,
                new Scripted(client -> backUp(client, "monday"), client -> backUp(client, "tuesday")));
        all.put(
                BackupOperation.PruneBackups.class,
                new Scripted(
                        client -> {
                            backUp(client, "monday");
                            backUp(client, "tuesday");
                        },
                        client -> client.run(
                                "prune",
                                new BackupOperation.PruneBackups(
                                        A,
                                        new BackupOperation.PruneBackups.Of.Everything(),
                                        new Retention(1, 0, 0, 0, 0, 0),
                                        "UTC",
                                        false))));
        var sync = new BackupOperation.SyncVmBackup(id("machine"), A, B, List.of(), List.of());
        all.put(
                BackupOperation.PlanSync.class,
                new Scripted(
                        client -> client.backUp("machine", A),
                        client -> client.run("plan", new BackupOperation.PlanSync(sync))));
    }

    /** A backup of the one volume. */
    private static void backUp(Client client, String day) throws InterruptedException {
        var volume = new BackupOperation.Volume(
                id(day), client.uploaded(day, A), VolumeType.ROOT, id("volume"), "", null, day);
        var said = new BackupOperation.Description(null, null, Mode.FULL, null, List.of(), List.of());
        client.run("back up " + day, new BackupOperation.CreateVolumeBackup(volume, said));
    }

    private static void putStorages(Map<Class<? extends Operation>, Scenario> all) {
        all.put(
                StorageOperation.CreateBackupStorage.class,
                new Scripted(_ -> {}, client -> client.addStorage("storage c")));
        all.put(
                StorageOperation.DeleteBackupStorage.class,
                new Scripted(
                        client -> client.addStorage("storage c"),
                        client -> client.run("delete", new StorageOperation.DeleteBackupStorage(C))));
        all.put(
                StorageOperation.UpdateBackupStorage.class,
                withImage(client -> client.apply(
                        "update",
                        services -> services.storages().update(),
                        new StorageOperation.UpdateBackupStorage(A, "other", null, null))));
        all.put(
                StorageOperation.ChangeBackupStorageState.class,
                withImage(client -> client.apply(
                        "disable",
                        services -> services.storages().changeState(),
                        new StorageOperation.ChangeBackupStorageState(A, State.DISABLED))));
        putRuns(all, new StorageOperation.ReconnectBackupStorage(A));
        putRuns(all, new StorageOperation.CheckBackupStorage(A, false));
        putRuns(all, new StorageOperation.AdoptBackupStorage(A, null));
        var none = OptionalLong.empty();
        putRuns(all, new StorageOperation.VerifyBackupStorage(A, none, none, none, false));
    }

    private static void putRuns(Map<Class<? extends Operation>, Scenario> all, Operation operation) {
        all.put(operation.getClass(), withImage(client -> client.run("run", operation)));
    }
}
