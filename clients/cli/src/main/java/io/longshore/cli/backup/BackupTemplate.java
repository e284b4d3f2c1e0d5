package io.longshore.cli.backup;

import io.longshore.cli.command.Invocation;
import io.longshore.cli.command.TaskOptions;
import io.longshore.cli.image.ImageText;
import io.longshore.cli.output.Resource;
import io.longshore.client.Operation;
import io.longshore.v1.CreateDataVolumeTemplateRequest;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backup template}. */
@Command(
        name = "template",
        description = "Make an image, a data volume template, of a backup. Where the backup lies, no data is copied.")
public final class BackupTemplate implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "BACKUP", description = "Its name or uuid.")
    private String backup = "";

    @Option(names = "--storage", paramLabel = "STORAGE", required = true, description = "Where it goes: name or uuid.")
    private String storage = "";

    @Option(names = "--name", paramLabel = "NAME", required = true, description = "What to call the image.")
    private String name = "";

    @Option(names = "--description", paramLabel = "TEXT", description = "For people.")
    private @Nullable String description;

    @Mixin
    private final TaskOptions taskOptions = new TaskOptions();

    public BackupTemplate(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        try (var server = invocation.connect()) {
            var storages = server.names().storageNames();
            var request = CreateDataVolumeTemplateRequest.newBuilder()
                    .setVolumeBackupUuid(server.names().volumeBackup(backup))
                    .setBackupStorageUuid(server.names().storage(storage))
                    .setName(name)
                    .setRequestId(taskOptions.requestId());
            if (description != null) {
                request.setDescription(description);
            }
            var operation = Operation.createDataVolumeTemplate(request.build());
            var ended = server.run(operation, taskOptions);
            if (ended.isPresent()) {
                var result = ended.get();
                invocation
                        .output()
                        .result(
                                Resource.of(result.getImage()).with("receipt", result.getReceipt()),
                                ImageText.withReceipt(result.getImage(), result.getReceipt(), storages));
            }
            return 0;
        }
    }
}
