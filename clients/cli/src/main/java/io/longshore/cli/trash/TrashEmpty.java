package io.longshore.cli.trash;

import io.longshore.cli.command.Invocation;
import io.longshore.cli.command.TaskOptions;
import io.longshore.cli.output.Resource;
import io.longshore.cli.output.Words;
import io.longshore.client.Operation;
import io.longshore.v1.EmptyTrashRequest;
import io.longshore.v1.TrashEntry;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code trash empty}. */
@Command(
        name = "empty",
        description =
                "Remove for good what migrations left on a storage. Deleted images are not trash: they go by `image expunge`.")
public final class TrashEmpty implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "STORAGE", description = "Its name or uuid.")
    private String storage = "";

    @Option(names = "--id", paramLabel = "ID", description = "This entry alone; may be repeated. Default: all.")
    private List<Long> ids = List.of();

    @Mixin
    private final TaskOptions taskOptions = new TaskOptions();

    public TrashEmpty(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        try (var server = invocation.connect()) {
            var uuid = server.names().storage(storage);
            var request = EmptyTrashRequest.newBuilder()
                    .setBackupStorageUuid(uuid)
                    .addAllTrashIds(ids)
                    .setRequestId(taskOptions.requestId());
            var operation = Operation.emptyTrash(request.build());
            var ended = server.run(operation, taskOptions);
            if (ended.isPresent()) {
                var gone = ended.get().getEntriesList();
                long bytes = gone.stream().mapToLong(TrashEntry::getSizeBytes).sum();
                invocation
                        .output()
                        .result(
                                Resource.of(uuid).with("entries", gone),
                                List.of("trash of " + storage + ": " + gone.size() + " entries removed, "
                                        + Words.bytes(bytes) + "; storage reclaim gives the space back"));
            }
            return 0;
        }
    }
}
