package io.longshore.cli.storage;

import io.longshore.cli.command.Invocation;
import io.longshore.v1.BackupStorageState;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code storage disable}. */
@Command(name = "disable", description = "Keep new work off a storage; what runs goes on.")
public final class StorageDisable implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "STORAGE", description = "Its name or uuid.")
    private String storage = "";

    public StorageDisable(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        return StorageStateChange.make(invocation, storage, BackupStorageState.BACKUP_STORAGE_STATE_DISABLED);
    }
}
