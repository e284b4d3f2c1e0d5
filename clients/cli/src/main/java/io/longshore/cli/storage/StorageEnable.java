package io.longshore.cli.storage;

import io.longshore.cli.command.Invocation;
import io.longshore.v1.BackupStorageState;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code storage enable}. */
@Command(name = "enable", description = "Let new work use a storage.")
public final class StorageEnable implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "STORAGE", description = "Its name or uuid.")
    private String storage = "";

    public StorageEnable(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        return StorageStateChange.make(invocation, storage, BackupStorageState.BACKUP_STORAGE_STATE_ENABLED);
    }
}
