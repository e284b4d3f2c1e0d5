package io.longshore.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.app.PortlessServer;
import io.longshore.server.backup.BackupOperation;
import io.longshore.server.backup.BackupOperation.Volume;
import io.longshore.server.backup.VolumeBackup.Mode;
import io.longshore.server.backup.VolumeBackup.VolumeType;
import io.longshore.server.content.NewUpload;
import io.longshore.server.content.Upload;
import io.longshore.server.content.UploadWriting;
import io.longshore.server.crash.disk.SimulatedDisk;
import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.ManifestKey;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.image.ImageOperation;
import io.longshore.server.query.Query;
import io.longshore.server.rpc.Change;
import io.longshore.server.rpc.RpcServices;
import io.longshore.server.storage.Location;
import io.longshore.server.storage.StorageOperation;
import io.longshore.server.storage.StorageOptions;
import io.longshore.server.task.Caller;
import io.longshore.server.task.Operation;
import io.longshore.server.task.Task;
import io.longshore.server.task.TaskState;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Asks a server for operations. All uuids follow from names, so that asking again after a crash is the same request. */
final class Client {
    static final String A = id("storage a");
    static final String B = id("storage b");
    static final Caller CALLER = Caller.SERVER;
    static final Query ALL = new Query(List.of(), "", Query.MAX_PAGE_SIZE, "", 0, false);

    private final PortlessServer server;
    private final String time;

    Client(PortlessServer server) {
        this(server, "");
    }

    /** @param time which it is that things are asked for: the same is the same request, another one is another */
    Client(PortlessServer server, String time) {
        this.server = server;
        this.time = time;
    }

    static String id(String name) {
        return Uuids.of(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
    }

    /** Where a storage lies on the simulated disk. */
    static String folder(String storage) {
        return "/simulated/" + storage;
    }

    void addStorages() throws InterruptedException {
        addStorage("storage a");
        addStorage("storage b");
    }

    void addStorage(String name) throws InterruptedException {
        run(
                name,
                new StorageOperation.CreateBackupStorage(
                        id(name),
                        name,
                        null,
                        new Location.File(Path.of(folder(id(name)))),
                        OptionalLong.empty(),
                        StorageOptions.USUAL,
                        List.of(),
                        List.of()));
    }

    /** Uploads what is missing and makes an image of it. */
    void addImage(String name, String storage) throws InterruptedException {
        var operation = new ImageOperation.AddImage(id(name), uploaded(name, storage), "", null, said(name));
        run("add " + name, operation);
    }

    private static ImageOperation.Description said(String name) {
        return new ImageOperation.Description(name, null, null, null, null, null, false, null, List.of(), List.of());
    }

    /** Block by block, finishing after the second, so that there is a checkpoint. Goes on where an upload stands. */
    String uploaded(String name, String storage) throws InterruptedException {
        var content = Contents.of(name);
        var asked = new NewUpload(
                storage,
                content.lengthBytes,
                (long) content.blocks.size() * Contents.BLOCK,
                Optional.of(id("upload " + name)),
                "",
                "",
                false);
        var upload = server.services().uploads().create(CALLER, asked);
        while (upload.state() == Upload.State.WRITING) {
            long from = upload.committedBytes();
            long middle = 2L * Contents.BLOCK;
            try (var writing = server.services().intake().start(CALLER, upload.uuid(), from)) {
                write(writing, content, from, from < middle ? middle : content.lengthBytes);
                upload = writing.finish();
            }
        }
        return upload.uuid();
    }

    private static void write(UploadWriting writing, Contents content, long from, long to) throws InterruptedException {
        long at = from;
        for (var block : content.blocks.entrySet()) {
            long start = block.getKey() * Contents.BLOCK;
            int length = (int) Math.min(Contents.BLOCK, content.lengthBytes - start);
            if (start >= at && start < to) {
                writing.writeZeros(start - at);
                writing.write(ByteBuffer.allocateDirect(length)
                        .put(block.getValue(), 0, length)
                        .flip());
                at = start + length;
            }
        }
        writing.writeZeros(to - at);
    }

    void migrate(String image, String from, String to) throws InterruptedException {
        run("migrate " + image + from, new ImageOperation.MigrateImage(id(image), from, to, List.of(), List.of()));
    }

    void delete(String image) {
        apply(
                "delete " + image,
                services -> services.images().delete(),
                new ImageOperation.DeleteImage(id(image), List.of()));
    }

    void recover(String image) {
        apply(
                "recover " + image,
                services -> services.images().recover(),
                new ImageOperation.RecoverImage(id(image), List.of(), List.of(), List.of()));
    }

    void expunge(String image) throws InterruptedException {
        run("expunge " + image, new ImageOperation.ExpungeImage(id(image), List.of()));
    }

    /** A machine of two volumes, whose backups are {@code <machine> root} and {@code <machine> data}. */
    void backUp(String machine, String storage) throws InterruptedException {
        var volumes = new ArrayList<Volume>();
        for (var type : VolumeType.values()) {
            var name = machine + " " + type.name().toLowerCase(java.util.Locale.ROOT);
            volumes.add(new Volume(id(name), uploaded(name, storage), type, id("volume " + name), "", null, name));
        }
        var description =
                new BackupOperation.Description(null, id("vm " + machine), Mode.FULL, null, List.of(), List.of());
        run("back up " + machine, new BackupOperation.CreateVmBackup(id(machine), machine, volumes, description));
    }

    void sync(String machine, String from, String to) throws InterruptedException {
        run("sync " + machine, new BackupOperation.SyncVmBackup(id(machine), from, to, List.of(), List.of()));
    }

    void template(String image, String backup, String storage) throws InterruptedException {
        Contents.same(image, backup);
        run(
                "template " + image,
                new ImageOperation.CreateDataVolumeTemplate(id(image), id(backup), storage, said(image)));
    }

    void deleteBackup(String machine, String backup) throws InterruptedException {
        run("delete backup " + backup, new BackupOperation.DeleteVolumeBackup(id(backup), id(machine), List.of()));
    }

    void emptyTrash(String storage) throws InterruptedException {
        run("empty trash " + storage, new StorageOperation.EmptyTrash(storage, List.of()));
    }

    void reclaim(String storage) throws InterruptedException {
        reclaim(storage, "reclaim " + storage);
    }

    void reclaim(String storage, String request) throws InterruptedException {
        run(request, new StorageOperation.ReclaimSpace(storage, true));
    }

    private Optional<String> request(String name) {
        return Optional.of(id("request " + name + time));
    }

    /** Asks for an operation that takes a while, and waits for its good end. */
    void run(String name, Operation operation) throws InterruptedException {
        applied(server.tasks()
                .await(server.tasks().start(CALLER, request(name), operation).uuid()));
    }

    /** Asks for an operation that is done when it returns. */
    <O extends Operation> void apply(String name, Function<RpcServices, Change<O>> change, O operation) {
        applied(change.apply(server.services()).apply(CALLER, request(name), operation));
    }

    private static void applied(Task task) {
        switch (task.state()) {
            case TaskState.Succeeded _ -> {}
            case TaskState.Failed failed ->
                throw new Failed(
                        failed.failure().reason() + ": " + failed.failure().details());
            default -> throw new AssertionError(task.operation() + ": " + task.state());
        }
    }

    /** A task failed, for a reason. */
    static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1;

        Failed(String message) {
            super(message);
        }
    }

    /** Waits until nothing is left to do: every task has ended, and every storage says what the catalog says. */
    void settle() throws InterruptedException {
        for (var record : server.catalog().tasks().unfinished()) {
            var _ = server.tasks().await(record.task().uuid());
        }
        for (var storage : List.of(A, B)) {
            Awaitility.await()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(2))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> {
                        var done = server.reconciler().reconcile(storage);
                        assertThat(done.missing())
                                .as("manifests that rows name")
                                .isEmpty();
                        return done.nothingToDo();
                    });
        }
    }

    /** What a user sees, a line each. */
    List<String> sees() {
        var lines = new ArrayList<String>();
        for (var image : server.services().images().list().list(CALLER, ALL).items()) {
            lines.add("image " + image.uuid() + " " + image.state() + " " + image.status() + " " + image.identity());
            image.backupStorageRefs()
                    .forEach(ref ->
                            lines.add("image " + image.uuid() + " on " + ref.backupStorageUuid() + " " + ref.status()));
        }
        for (var backup : server.services().backups().list().list(CALLER, ALL).items()) {
            lines.add("backup " + backup.uuid() + " of " + backup.groupUuid() + " " + backup.status() + " "
                    + backup.identity());
            backup.backupStorageRefs()
                    .forEach(ref -> lines.add(
                            "backup " + backup.uuid() + " on " + ref.backupStorageUuid() + " " + ref.status()));
        }
        for (var storage : List.of(A, B)) {
            server.services()
                    .storages()
                    .trash()
                    .list(CALLER, storage, 0, 1000)
                    .forEach(entry -> lines.add("trash " + storage + " has " + entry.imageUuid()));
        }
        for (var storage : server.services().storages().list().list(CALLER, ALL).items()) {
            lines.add("storage " + storage.uuid() + " " + storage.state());
        }
        return lines.stream().sorted().toList();
    }

    /** Reads everything that anybody may ask for, on each storage by itself, and compares it. */
    void checkContents() throws IOException {
        for (var image : server.services().images().list().list(CALLER, ALL).items()) {
            for (var ref : image.backupStorageRefs()) {
                check(ref.backupStorageUuid(), image.uuid(), image.identity());
            }
        }
        for (var backup : server.services().backups().list().list(CALLER, ALL).items()) {
            for (var ref : backup.backupStorageRefs()) {
                check(ref.backupStorageUuid(), backup.uuid(), backup.identity());
            }
        }
    }

    private void check(String storage, String uuid, @Nullable DiskIdentity identity) throws IOException {
        Contents.check(server.registry().driver(storage), uuid, Objects.requireNonNull(identity));
    }

    /** Checks that each storage has what the catalog names and nothing else, and says the truth about its room. */
    void checkStorages(SimulatedDisk disk) throws IOException {
        for (var uuid : List.of(A, B)) {
            var storage = server.registry().driver(uuid);
            var found = new ArrayList<ManifestKey>();
            for (var kind : ManifestKind.values()) {
                found.addAll(storage.manifests(kind));
            }
            for (var key : found) {
                assertThat(server.rows().standing(uuid, key))
                        .as("who names %s", key)
                        .isPresent();
                checkTrash(storage, storage.manifest(key).orElseThrow());
            }
            checkRoom(uuid, disk);
        }
    }

    /** What a migration or a deletion left can still be read. */
    private static void checkTrash(StorageDriver storage, Manifest manifest) throws IOException {
        if (manifest.body() instanceof Manifest.StoredDisk stored) {
            Contents.check(storage, Uuids.of(manifest.key().uuid()), stored.content());
        }
    }

    /**
     * Checks that nothing is left of what writers did not finish; after a fault that kept it from being removed, the next opening does. Notes may still be on
     * their way.
     */
    static void checkFinished(SimulatedDisk disk) {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(disk.sizes().keySet()).noneMatch(path -> path.endsWith(".tmp")));
    }

    private void checkRoom(String uuid, SimulatedDisk disk) {
        var folder = folder(uuid) + "/";
        long bytes = 0;
        for (var file : disk.sizes().entrySet()) {
            var name = file.getKey();
            boolean counts = name.startsWith(folder + "packs/") || name.startsWith(folder + "manifests/");
            if (counts && !name.endsWith(".tmp")) {
                bytes += file.getValue();
            }
        }
        var row = server.services().storages().find().find(CALLER, uuid);
        var condition = server.services().storages().condition().apply(row);
        assertThat(condition.usedBytes()).as("used").isEqualTo(bytes);
        assertThat(condition.reservedBytes()).as("reserved").isZero();
    }
}
