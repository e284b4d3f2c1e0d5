package io.longshore.cli.trash;

import io.longshore.cli.command.Invocation;
import io.longshore.cli.command.Pages;
import io.longshore.cli.command.Server;
import io.longshore.cli.output.Resource;
import io.longshore.cli.output.Table;
import io.longshore.cli.output.Words;
import io.longshore.v1.ListTrashRequest;
import io.longshore.v1.ListTrashResponse;
import io.longshore.v1.TrashEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code trash list}. */
@Command(name = "list", description = "List what migrations left on their sources.")
public final class TrashList implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "STORAGE", arity = "0..1", description = "On this storage alone. Default: on all.")
    private @Nullable String storage;

    public TrashList(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        try (var server = invocation.connect()) {
            var names = server.names().storageNames();
            var storages = storage == null
                    ? List.copyOf(names.keySet())
                    : List.of(server.names().storage(storage));
            var entries = new ArrayList<TrashEntry>();
            for (var uuid : storages) {
                entries.addAll(on(server, uuid));
            }
            var table = new Table(">ID", "IMAGE", ">SIZE", "STORAGE", "SINCE", "IMAGE'S UUID");
            entries.forEach(entry -> table.row(
                    Long.toString(entry.getId()),
                    entry.getImageName(),
                    Words.bytes(entry.getSizeBytes()),
                    names.getOrDefault(entry.getBackupStorageUuid(), entry.getBackupStorageUuid()),
                    Words.time(entry.getCreateTime()),
                    entry.getImageUuid()));
            invocation.output().list(entries.stream().map(TrashList::resource).toList(), table, "The trash is empty.");
            return 0;
        }
    }

    private static List<TrashEntry> on(Server server, String storageUuid) throws InterruptedException {
        var request =
                ListTrashRequest.newBuilder().setBackupStorageUuid(storageUuid).setPageSize(Pages.SIZE);
        return Pages.all(
                token -> server.call(() -> server.connection()
                        .storages()
                        .listTrash(request.setPageToken(token).build())),
                ListTrashResponse::getEntriesList,
                ListTrashResponse::getNextPageToken);
    }

    /** An entry has no uuid but its image's; commands name it by its number. */
    private static Resource resource(TrashEntry entry) {
        return Resource.of(entry.getImageUuid()).with(entry).named(Long.toString(entry.getId()));
    }
}
