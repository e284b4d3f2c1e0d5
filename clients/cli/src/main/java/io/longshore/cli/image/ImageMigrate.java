package io.longshore.cli.image;

import io.longshore.cli.command.Invocation;
import io.longshore.cli.command.TaskOptions;
import io.longshore.cli.output.PlanText;
import io.longshore.cli.output.Resource;
import io.longshore.cli.output.Words;
import io.longshore.client.Operation;
import io.longshore.v1.MigrateImageRequest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code image migrate}. */
@Command(name = "migrate", description = "Move an image to another storage; the source's bits go to its trash.")
public final class ImageMigrate implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "IMAGE", description = "Its name or uuid.")
    private String image = "";

    @Option(names = "--from", paramLabel = "STORAGE", required = true, description = "Where it lies: name or uuid.")
    private String from = "";

    @Option(names = "--to", paramLabel = "STORAGE", required = true, description = "Where it goes: name or uuid.")
    private String to = "";

    @Option(names = "--dry-run", description = "Tell how many bytes would be sent; move nothing.")
    private boolean dryRun;

    @Mixin
    private final TaskOptions taskOptions = new TaskOptions();

    public ImageMigrate(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        try (var server = invocation.connect()) {
            var names = server.names().storageNames();
            var request = MigrateImageRequest.newBuilder()
                    .setImageUuid(server.names().image(image))
                    .setSourceBackupStorageUuid(server.names().storage(from))
                    .setDestinationBackupStorageUuid(server.names().storage(to))
                    .setDryRun(dryRun)
                    .setRequestId(taskOptions.requestId());
            var operation = Operation.migrateImage(request.build());
            var ended = server.run(operation, taskOptions);
            if (ended.isPresent()) {
                var result = ended.get();
                if (dryRun) {
                    invocation
                            .output()
                            .result(
                                    Resource.of(result.getImage()).with("plan", result.getPlan()),
                                    List.of("image "
                                            + Words.printable(result.getImage().getName()) + ": "
                                            + PlanText.line(result.getPlan())));
                    return 0;
                }
                invocation
                        .output()
                        .result(
                                Resource.of(result.getImage()).with("receipt", result.getReceipt()),
                                ImageText.withReceipt(result.getImage(), result.getReceipt(), names));
            }
            return 0;
        }
    }
}
