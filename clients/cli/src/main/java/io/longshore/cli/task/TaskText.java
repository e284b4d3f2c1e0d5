package io.longshore.cli.task;

import io.longshore.cli.output.Details;
import io.longshore.cli.output.Words;
import io.longshore.v1.Step;
import io.longshore.v1.Task;
import io.longshore.v1.TaskSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Tasks in words. */
final class TaskText {
    private TaskText() {}

    /** {@code migrate image}. */
    static String operation(Task task) {
        return task.getOperationCase() == Task.OperationCase.OPERATION_NOT_SET
                ? "task"
                : task.getOperationCase().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** What the task is about: a name or uuid, and the storages by name. */
    static String subject(Task task, Map<String, String> storages) {
        return switch (task.getOperationCase()) {
            case ADD_IMAGE -> task.getAddImage().getName();
            case UPDATE_IMAGE -> task.getUpdateImage().getImageUuid();
            case CHANGE_IMAGE_STATE -> task.getChangeImageState().getImageUuid();
            case RECOVER_IMAGE -> task.getRecoverImage().getImageUuid();
            case DELETE_IMAGE -> task.getDeleteImage().getImageUuid();
            case EXPUNGE_IMAGE -> task.getExpungeImage().getImageUuid();
            case MIGRATE_IMAGE -> {
                var migrate = task.getMigrateImage();
                yield migrate.getImageUuid() + " "
                        + fromTo(
                                storages,
                                migrate.getSourceBackupStorageUuid(),
                                migrate.getDestinationBackupStorageUuid());
            }
            case CREATE_DATA_VOLUME_TEMPLATE ->
                task.getCreateDataVolumeTemplate().getName();
            case CREATE_VOLUME_BACKUP -> task.getCreateVolumeBackup().getName();
            case CREATE_VM_BACKUP -> task.getCreateVmBackup().getName();
            case SYNC_VM_BACKUP -> {
                var sync = task.getSyncVmBackup();
                yield sync.getGroupUuid() + " "
                        + fromTo(storages, sync.getSourceBackupStorageUuid(), sync.getDestinationBackupStorageUuid());
            }
            case DELETE_VOLUME_BACKUP -> task.getDeleteVolumeBackup().getVolumeBackupUuid();
            case CREATE_BACKUP_STORAGE -> task.getCreateBackupStorage().getName();
            case CHANGE_BACKUP_STORAGE_STATE ->
                name(storages, task.getChangeBackupStorageState().getBackupStorageUuid());
            case UPDATE_BACKUP_STORAGE ->
                name(storages, task.getUpdateBackupStorage().getBackupStorageUuid());
            case RECONNECT_BACKUP_STORAGE ->
                name(storages, task.getReconnectBackupStorage().getBackupStorageUuid());
            case DELETE_BACKUP_STORAGE ->
                name(storages, task.getDeleteBackupStorage().getBackupStorageUuid());
            case CHECK_BACKUP_STORAGE ->
                name(storages, task.getCheckBackupStorage().getBackupStorageUuid());
            case VERIFY_BACKUP_STORAGE ->
                name(storages, task.getVerifyBackupStorage().getBackupStorageUuid());
            case ADOPT_BACKUP_STORAGE ->
                task.getAdoptBackupStorage().getName().isEmpty()
                        ? name(storages, task.getAdoptBackupStorage().getBackupStorageUuid())
                        : task.getAdoptBackupStorage().getName();
            case PRUNE_BACKUPS -> name(storages, task.getPruneBackups().getBackupStorageUuid());
            case RECLAIM_SPACE -> name(storages, task.getReclaimSpace().getBackupStorageUuid());
            case EMPTY_TRASH -> name(storages, task.getEmptyTrash().getBackupStorageUuid());
            case OPERATION_NOT_SET -> "";
        };
    }

    /** {@code migrate image <uuid> from a to b: succeeded, in 4.9 s}. */
    static String line(Task task, Map<String, String> storages) {
        var took = took(task);
        return operation(task) + " " + Words.printable(subject(task, storages)) + ": " + Words.constant(task.getState())
                + (took.isEmpty() ? "" : ", in " + took);
    }

    static List<String> details(Task task, Map<String, String> storages) {
        var details = new Details()
                .add("uuid", task.getUuid())
                .add("operation", operation(task))
                .add("about", subject(task, storages))
                .add("state", Words.constant(task.getState()))
                .add("because", task.getStateReason())
                .add("priority", Words.constant(task.getSettings().getPriority()))
                .add("limits", limits(task.getSettings()))
                .add("attempt", Integer.toString(task.getAttempt()))
                .add("created", Words.time(task.getCreateTime()))
                .add("begun", task.hasStartTime() ? Words.time(task.getStartTime()) : "")
                .add("ended", task.hasEndTime() ? Words.time(task.getEndTime()) : "")
                .add("took", took(task))
                .addAll(
                        "steps",
                        task.getStepsList().stream().map(TaskText::step).toList());
        if (task.hasFailure()) {
            details.add("reason", task.getFailure().getReason());
            var error = task.getFailure().getError();
            details.add("error", error.getDetails());
            while (error.hasCause()) {
                error = error.getCause();
                details.add("caused by", error.getDetails());
            }
        }
        return details.lines();
    }

    private static String limits(TaskSettings settings) {
        var limits = new ArrayList<String>();
        if (settings.hasBytesPerSecond()) {
            limits.add(Words.rate(settings.getBytesPerSecond()));
        }
        if (settings.hasParallelism()) {
            limits.add(settings.getParallelism() + " blocks at a time");
        }
        return String.join(", ", limits);
    }

    /** How long the task ran, or has been running; empty while it has not begun. */
    static String took(Task task) {
        if (!task.hasStartTime()) {
            return "";
        }
        var start = Instant.ofEpochSecond(
                task.getStartTime().getSeconds(), task.getStartTime().getNanos());
        return Words.duration(
                task.hasEndTime()
                        ? Words.between(task.getStartTime(), task.getEndTime())
                        : Duration.between(start, Instant.now()));
    }

    private static String step(Step step) {
        var bytes = step.getBytesTotal() > 0 ? ", " + Words.bytesOf(step.getBytesDone(), step.getBytesTotal()) : "";
        var time = step.hasEndTime()
                ? ", done in " + Words.duration(Words.between(step.getStartTime(), step.getEndTime()))
                : ", since " + Words.time(step.getStartTime());
        return step.getName() + bytes + time;
    }

    private static String fromTo(Map<String, String> storages, String from, String to) {
        return "from " + name(storages, from) + " to " + name(storages, to);
    }

    private static String name(Map<String, String> storages, String uuid) {
        return storages.getOrDefault(uuid, uuid);
    }
}
