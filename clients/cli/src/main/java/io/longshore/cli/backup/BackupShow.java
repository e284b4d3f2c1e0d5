package io.longshore.cli.backup;

import io.longshore.cli.command.Invocation;
import io.longshore.cli.output.Resource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code backup show}. */
@Command(name = "show", description = "Tell all about a backup, or a group of them.")
public final class BackupShow implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "BACKUP|GROUP", description = "Its name or uuid.")
    private String backup = "";

    public BackupShow(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        try (var server = invocation.connect()) {
            var found = Found.of(server, backup);
            var storages = server.names().storageNames();
            switch (found) {
                case Found.Group group ->
                    invocation
                            .output()
                            .result(BackupText.resource(group.group()), BackupText.details(group.group(), storages));
                case Found.Single single ->
                    invocation
                            .output()
                            .result(Resource.of(single.backup()), BackupText.details(single.backup(), storages));
            }
            return 0;
        }
    }
}
