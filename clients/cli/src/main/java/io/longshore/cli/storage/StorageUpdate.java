package io.longshore.cli.storage;

import io.longshore.cli.command.CommandFailure;
import io.longshore.cli.command.ExitCode;
import io.longshore.cli.command.Invocation;
import io.longshore.cli.command.Uuids;
import io.longshore.cli.output.Resource;
import io.longshore.v1.GetBackupStorageRequest;
import io.longshore.v1.UpdateBackupStorageRequest;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code storage update}. */
@Command(name = "update", description = "Change a storage's name or description, or how it is used.")
public final class StorageUpdate implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "STORAGE", description = "Its name or uuid.")
    private String storage = "";

    @Option(names = "--name", paramLabel = "NAME", description = "What to call it from now on.")
    private @Nullable String name;

    @Option(names = "--description", paramLabel = "TEXT", description = "For people.")
    private @Nullable String description;

    @Mixin
    private final UseOptions use = new UseOptions();

    public StorageUpdate(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        if (name == null && description == null && !use.given()) {
            throw new CommandFailure(ExitCode.USAGE, "nothing to change", List.of("see storage update --help"));
        }
        try (var server = invocation.connect()) {
            var request = UpdateBackupStorageRequest.newBuilder()
                    .setUuid(server.names().storage(storage))
                    .setRequestId(Uuids.random());
            if (name != null) {
                request.setName(name);
            }
            if (description != null) {
                request.setDescription(description);
            }
            if (use.given()) {
                var before = GetBackupStorageRequest.newBuilder()
                        .setUuid(request.getUuid())
                        .build();
                request.setOptions(use.over(
                        server.call(() -> server.connection().storages().getBackupStorage(before))
                                .getBackupStorage()
                                .getOptions()));
            }
            var changed = server.call(() -> server.connection().storages().updateBackupStorage(request.build()))
                    .getBackupStorage();
            invocation.output().result(Resource.of(changed), StorageText.details(changed));
            return 0;
        }
    }
}
