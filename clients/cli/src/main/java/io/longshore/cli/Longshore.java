package io.longshore.cli;

import io.longshore.cli.command.GlobalOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command {@code longshore} itself, which does nothing without one of its own. */
@Command(
        name = "longshore",
        description = "Keeps and moves disk images and backups of virtual machines.",
        synopsisSubcommandLabel = "COMMAND")
final class Longshore {
    @Mixin
    private final GlobalOptions options = new GlobalOptions();

    GlobalOptions options() {
        return options;
    }

    /** {@code longshore storage}. */
    @Command(
            name = "storage",
            description = "Storages: where images and backups lie.",
            synopsisSubcommandLabel = "COMMAND")
    static final class Storage {}

    /** {@code longshore image}. */
    @Command(name = "image", description = "Images: templates of disks, and ISOs.", synopsisSubcommandLabel = "COMMAND")
    static final class Image {}

    /** {@code longshore backup}. */
    @Command(
            name = "backup",
            description = "Backups of volumes, and of whole machines as groups of them.",
            synopsisSubcommandLabel = "COMMAND")
    static final class Backup {}

    /** {@code longshore task}. */
    @Command(name = "task", description = "Tasks: every change, past and running.", synopsisSubcommandLabel = "COMMAND")
    static final class Task {}

    /** {@code longshore trash}. */
    @Command(
            name = "trash",
            description = "What migrations left on their sources.",
            synopsisSubcommandLabel = "COMMAND")
    static final class Trash {}
}
