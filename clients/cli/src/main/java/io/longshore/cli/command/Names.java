package io.longshore.cli.command;

import io.longshore.cli.output.Words;
import io.longshore.client.Longshore;
import io.longshore.v1.BackupStorage;
import io.longshore.v1.Condition;
import io.longshore.v1.Image;
import io.longshore.v1.ImageStatus;
import io.longshore.v1.ListBackupStoragesRequest;
import io.longshore.v1.ListImagesRequest;
import io.longshore.v1.ListTasksRequest;
import io.longshore.v1.ListVmBackupsRequest;
import io.longshore.v1.ListVolumeBackupsRequest;
import io.longshore.v1.Operator;
import io.longshore.v1.Task;
import io.longshore.v1.VmBackup;
import io.longshore.v1.VolumeBackup;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Finds uuids by what users write: a uuid stands for itself, anything else is a name that must fit one resource. */
public final class Names {
    private final Longshore connection;

    Names(Longshore connection) {
        this.connection = connection;
    }

    /** The uuid of a storage. */
    public String storage(String text) throws InterruptedException {
        var uuid = Uuids.read(text);
        return uuid.isPresent()
                ? uuid.get()
                : one("storage", text, storagesNamed(text), BackupStorage::getUuid, _ -> "");
    }

    /** The uuid of an image; of several with one name, the only one that is not deleted. */
    public String image(String text) throws InterruptedException {
        return image(text, image -> image.getStatus() != ImageStatus.IMAGE_STATUS_DELETED);
    }

    /** The uuid of an image that was deleted; of several with one name, the only one that is. */
    public String deletedImage(String text) throws InterruptedException {
        return image(text, Names::deletedSomewhere);
    }

    /** The uuid of a volume backup. */
    public String volumeBackup(String text) throws InterruptedException {
        var uuid = Uuids.read(text);
        return uuid.isPresent()
                ? uuid.get()
                : one(
                        "backup",
                        text,
                        volumeBackupsNamed(text),
                        VolumeBackup::getUuid,
                        backup -> Words.constant(backup.getType()) + ", " + Words.time(backup.getCreateTime()));
    }

    /** The uuid of a group of backups. */
    public String group(String text) throws InterruptedException {
        var uuid = Uuids.read(text);
        return uuid.isPresent()
                ? uuid.get()
                : one("group", text, groupsNamed(text), VmBackup::getGroupUuid, g -> Words.time(g.getCreateTime()));
    }

    /** The uuid of a task, which may be cut short as long as it fits one task. */
    public String task(String text) throws InterruptedException {
        var uuid = Uuids.read(text);
        if (uuid.isPresent()) {
            return uuid.get();
        }
        if (!text.matches("[0-9a-f]{4,31}")) {
            throw new CommandFailure(
                    ExitCode.USAGE, "task: " + text + " (expected: a uuid, or its first digits, at least four)");
        }
        var request = ListTasksRequest.newBuilder()
                .addConditions(condition("uuid", Operator.OPERATOR_LIKE, text + "%"))
                .build();
        var found = connection.call(() -> connection.tasks().listTasks(request)).getTasksList();
        return one("task", text, found, Task::getUuid, t -> Words.constant(t.getState()));
    }

    /** The storages' names by uuid, to show instead of uuids. */
    public Map<String, String> storageNames() throws InterruptedException {
        var request = ListBackupStoragesRequest.newBuilder().setPageSize(1000).build();
        return connection.call(() -> connection.storages().listBackupStorages(request)).getBackupStoragesList().stream()
                .collect(Collectors.toMap(BackupStorage::getUuid, BackupStorage::getName));
    }

    /** Groups of this name. */
    public List<VmBackup> groupsNamed(String name) throws InterruptedException {
        var request =
                ListVmBackupsRequest.newBuilder().addConditions(named(name)).build();
        return connection
                .call(() -> connection.backups().listVmBackups(request))
                .getVmBackupsList();
    }

    private List<VolumeBackup> volumeBackupsNamed(String name) throws InterruptedException {
        var request =
                ListVolumeBackupsRequest.newBuilder().addConditions(named(name)).build();
        return connection
                .call(() -> connection.backups().listVolumeBackups(request))
                .getVolumeBackupsList();
    }

    private List<BackupStorage> storagesNamed(String name) throws InterruptedException {
        var request = ListBackupStoragesRequest.newBuilder()
                .addConditions(named(name))
                .build();
        return connection
                .call(() -> connection.storages().listBackupStorages(request))
                .getBackupStoragesList();
    }

    private String image(String text, Predicate<Image> likely) throws InterruptedException {
        var uuid = Uuids.read(text);
        if (uuid.isPresent()) {
            return uuid.get();
        }
        var request = ListImagesRequest.newBuilder().addConditions(named(text)).build();
        var found =
                connection.call(() -> connection.images().listImages(request)).getImagesList();
        var meant = found.stream().filter(likely).toList();
        return one(
                "image",
                text,
                meant.size() == 1 ? meant : found,
                Image::getUuid,
                image -> Words.constant(image.getStatus()) + ", " + Words.time(image.getCreateTime()));
    }

    private static boolean deletedSomewhere(Image image) {
        return image.getBackupStorageRefsList().stream()
                .anyMatch(ref -> ref.getStatus() == ImageStatus.IMAGE_STATUS_DELETED);
    }

    private static <T> String one(
            String kind, String name, List<T> found, Function<T, String> uuid, Function<T, String> about) {
        if (found.isEmpty()) {
            throw new CommandFailure(ExitCode.NOT_FOUND, kind + ": " + name + " (there is none of this name)");
        }
        if (found.size() > 1) {
            var candidates = found.stream()
                    .map(each -> "  " + uuid.apply(each) + "  " + about.apply(each))
                    .toList();
            throw new CommandFailure(
                    ExitCode.USAGE,
                    kind + ": " + name + " (expected: one of these uuids, the name fits " + found.size() + ")",
                    candidates);
        }
        return uuid.apply(found.getFirst());
    }

    private static Condition named(String name) {
        return condition("name", Operator.OPERATOR_EQ, name);
    }

    private static Condition condition(String field, Operator operator, String value) {
        return Condition.newBuilder()
                .setField(field)
                .setOp(operator)
                .addValues(value)
                .build();
    }
}
