package io.longshore.server.crash;

import static io.longshore.server.crash.Client.ALL;
import static io.longshore.server.crash.Client.CALLER;

import io.longshore.server.app.PortlessServer;
import io.longshore.server.backup.VolumeBackup;
import io.longshore.server.content.Upload;
import io.longshore.server.image.Image.ImageStatus;
import io.longshore.server.task.Task;
import io.longshore.server.uuid.Uuids;
import java.util.ArrayList;
import java.util.List;

/** What only a task that runs may leave so: a server on which none does has none of it. */
final class TransientStates {
    private final PortlessServer server;
    private final List<String> found = new ArrayList<>();

    private TransientStates(PortlessServer server) {
        this.server = server;
    }

    /** All that is there, a line each. */
    static List<String> of(PortlessServer server) {
        var states = new TransientStates(server);
        states.findTasks();
        states.findImages();
        states.findBackups();
        states.findStorages();
        return states.found;
    }

    private void findTasks() {
        for (var task : server.tasks().list(CALLER, ALL).items()) {
            if (!task.state().terminal()) {
                found.add("task " + task.operation() + " is " + task.state());
            }
            findHolds(task);
        }
    }

    private void findHolds(Task task) {
        for (var hold : task.operation().holds()) {
            server.catalog().tasks().holder(hold).ifPresent(holder -> found.add(hold + " is held by task " + holder));
        }
    }

    private void findImages() {
        for (var image : server.services().images().list().list(CALLER, ALL).items()) {
            if (passing(image.status())) {
                found.add("image " + image.uuid() + " is " + image.status());
            }
            image.backupStorageRefs().stream()
                    .filter(ref -> passing(ref.status()))
                    .forEach(ref -> found.add(
                            "image " + image.uuid() + " is " + ref.status() + " on " + ref.backupStorageUuid()));
        }
    }

    private static boolean passing(ImageStatus status) {
        return switch (status) {
            case CREATING, DOWNLOADING, MIGRATING, EXPUNGING -> true;
            case READY, DELETED, ERROR -> false;
        };
    }

    private void findBackups() {
        for (var backup : server.services().backups().list().list(CALLER, ALL).items()) {
            if (passing(backup.status())) {
                found.add("backup " + backup.uuid() + " is " + backup.status());
            }
            backup.backupStorageRefs().stream()
                    .filter(ref -> passing(ref.status()))
                    .forEach(ref -> found.add(
                            "backup " + backup.uuid() + " is " + ref.status() + " on " + ref.backupStorageUuid()));
        }
    }

    private static boolean passing(VolumeBackup.Status status) {
        return switch (status) {
            case CREATING, EXPUNGING -> true;
            case READY, ERROR -> false;
        };
    }

    /** Room and leases are a task's, or an upload's that somebody may go on with. */
    private void findStorages() {
        var catalog = server.catalog();
        for (var storage : catalog.backupStorages().all()) {
            var uuid = storage.uuid();
            if (server.registry().find(uuid).isEmpty()) {
                found.add("storage " + storage.name() + " is not open");
            }
            boolean waits =
                    catalog.uploads().on(uuid).stream().anyMatch(each -> each.state() != Upload.State.PUBLISHED);
            if (!waits && catalog.backupStorages().reserved(uuid) > 0) {
                found.add("storage " + storage.name() + " has room reserved for nobody");
            }
            catalog.epochs(uuid).leases().stream()
                    .map(lease -> Uuids.of(lease.task()))
                    .filter(holder -> catalog.uploads().find(holder).isEmpty())
                    .forEach(holder -> found.add("storage " + storage.name() + " has a lease of task " + holder));
        }
    }
}
