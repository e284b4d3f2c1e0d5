package io.longshore.cli.storage;

import io.longshore.cli.command.Invocation;
import io.longshore.cli.command.TaskOptions;
import io.longshore.cli.output.Resource;
import io.longshore.cli.output.Words;
import io.longshore.client.Operation;
import io.longshore.v1.ReclaimSpaceRequest;
import io.longshore.v1.ReclaimSpaceResult;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code storage reclaim}. */
@Command(name = "reclaim", description = "Give back the space of what nothing needs any more.")
public final class StorageReclaim implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "STORAGE", description = "Its name or uuid.")
    private String storage = "";

    @Option(
            names = "--allow-more-than-half",
            description = "Give back even more than half of what the storage has; refused otherwise.")
    private boolean allowMoreThanHalf;

    @Mixin
    private final TaskOptions taskOptions = new TaskOptions();

    public StorageReclaim(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        try (var server = invocation.connect()) {
            var request = ReclaimSpaceRequest.newBuilder()
                    .setUuid(server.names().storage(storage))
                    .setRequestId(taskOptions.requestId())
                    .setAllowMoreThanHalf(allowMoreThanHalf);
            var operation = Operation.reclaimSpace(request.build());
            var ended = server.run(operation, taskOptions);
            if (ended.isPresent()) {
                show(ended.get());
            }
            return 0;
        }
    }

    private void show(ReclaimSpaceResult result) {
        var resource = Resource.of(result.getBackupStorage())
                .with("freed_bytes", result.getFreedBytes())
                .with("removed_packs", result.getRemovedPacks())
                .with("rewritten_bytes", result.getRewrittenBytes());
        invocation
                .output()
                .result(
                        resource,
                        List.of(
                                StorageText.line(result.getBackupStorage()),
                                "  gave back " + Words.bytes(result.getFreedBytes()) + ": "
                                        + result.getRemovedPacks() + " packs removed, "
                                        + Words.bytes(result.getRewrittenBytes()) + " written anew"));
    }
}
