package io.longshore.cli;

import io.longshore.cli.backup.BackupAdd;
import io.longshore.cli.backup.BackupDelete;
import io.longshore.cli.backup.BackupList;
import io.longshore.cli.backup.BackupPrune;
import io.longshore.cli.backup.BackupRestore;
import io.longshore.cli.backup.BackupShow;
import io.longshore.cli.backup.BackupSync;
import io.longshore.cli.backup.BackupTemplate;
import io.longshore.cli.command.Invocation;
import io.longshore.cli.image.ImageAdd;
import io.longshore.cli.image.ImageDelete;
import io.longshore.cli.image.ImageDisable;
import io.longshore.cli.image.ImageEnable;
import io.longshore.cli.image.ImageExport;
import io.longshore.cli.image.ImageExpunge;
import io.longshore.cli.image.ImageList;
import io.longshore.cli.image.ImageMigrate;
import io.longshore.cli.image.ImageRecover;
import io.longshore.cli.image.ImageShow;
import io.longshore.cli.session.Login;
import io.longshore.cli.session.Logout;
import io.longshore.cli.session.Whoami;
import io.longshore.cli.storage.StorageAdd;
import io.longshore.cli.storage.StorageAdopt;
import io.longshore.cli.storage.StorageCheck;
import io.longshore.cli.storage.StorageDisable;
import io.longshore.cli.storage.StorageEnable;
import io.longshore.cli.storage.StorageList;
import io.longshore.cli.storage.StorageReclaim;
import io.longshore.cli.storage.StorageReconnect;
import io.longshore.cli.storage.StorageRemove;
import io.longshore.cli.storage.StorageShow;
import io.longshore.cli.storage.StorageUpdate;
import io.longshore.cli.storage.StorageVerify;
import io.longshore.cli.task.TaskCancel;
import io.longshore.cli.task.TaskList;
import io.longshore.cli.task.TaskMonitor;
import io.longshore.cli.task.TaskPause;
import io.longshore.cli.task.TaskResume;
import io.longshore.cli.task.TaskShow;
import io.longshore.cli.task.TaskUpdate;
import io.longshore.cli.task.TaskWatch;
import io.longshore.cli.trash.TrashEmpty;
import io.longshore.cli.trash.TrashList;
import picocli.CommandLine;

/** The tree of commands, wired by hand. */
final class Commands {
    private Commands() {}

    static CommandLine tree(Longshore root, Invocation invocation) {
        return new CommandLine(root)
                .addSubcommand(new Login(invocation))
                .addSubcommand(new Logout(invocation))
                .addSubcommand(new Whoami(invocation))
                .addSubcommand(storage(invocation))
                .addSubcommand(image(invocation))
                .addSubcommand(backup(invocation))
                .addSubcommand(task(invocation))
                .addSubcommand(trash(invocation));
    }

    private static CommandLine storage(Invocation invocation) {
        return new CommandLine(new Longshore.Storage())
                .addSubcommand(new StorageAdd(invocation))
                .addSubcommand(new StorageList(invocation))
                .addSubcommand(new StorageShow(invocation))
                .addSubcommand(new StorageUpdate(invocation))
                .addSubcommand(new StorageReconnect(invocation))
                .addSubcommand(new StorageEnable(invocation))
                .addSubcommand(new StorageDisable(invocation))
                .addSubcommand(new StorageCheck(invocation))
                .addSubcommand(new StorageVerify(invocation))
                .addSubcommand(new StorageAdopt(invocation))
                .addSubcommand(new StorageReclaim(invocation))
                .addSubcommand(new StorageRemove(invocation));
    }

    private static CommandLine image(Invocation invocation) {
        return new CommandLine(new Longshore.Image())
                .addSubcommand(new ImageAdd(invocation))
                .addSubcommand(new ImageList(invocation))
                .addSubcommand(new ImageShow(invocation))
                .addSubcommand(new ImageMigrate(invocation))
                .addSubcommand(new ImageExport(invocation))
                .addSubcommand(new ImageEnable(invocation))
                .addSubcommand(new ImageDisable(invocation))
                .addSubcommand(new ImageDelete(invocation))
                .addSubcommand(new ImageRecover(invocation))
                .addSubcommand(new ImageExpunge(invocation));
    }

    private static CommandLine backup(Invocation invocation) {
        return new CommandLine(new Longshore.Backup())
                .addSubcommand(new BackupAdd(invocation))
                .addSubcommand(new BackupList(invocation))
                .addSubcommand(new BackupShow(invocation))
                .addSubcommand(new BackupSync(invocation))
                .addSubcommand(new BackupTemplate(invocation))
                .addSubcommand(new BackupRestore(invocation))
                .addSubcommand(new BackupDelete(invocation))
                .addSubcommand(new BackupPrune(invocation));
    }

    private static CommandLine task(Invocation invocation) {
        return new CommandLine(new Longshore.Task())
                .addSubcommand(new TaskList(invocation))
                .addSubcommand(new TaskShow(invocation))
                .addSubcommand(new TaskWatch(invocation))
                .addSubcommand(new TaskMonitor(invocation))
                .addSubcommand(new TaskPause(invocation))
                .addSubcommand(new TaskResume(invocation))
                .addSubcommand(new TaskUpdate(invocation))
                .addSubcommand(new TaskCancel(invocation));
    }

    private static CommandLine trash(Invocation invocation) {
        return new CommandLine(new Longshore.Trash())
                .addSubcommand(new TrashList(invocation))
                .addSubcommand(new TrashEmpty(invocation));
    }
}
