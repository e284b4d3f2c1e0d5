package io.longshore.cli.command;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** On which storages, for commands that may be about some of several. */
public final class StorageOption {
    @Option(
            names = "--storage",
            paramLabel = "STORAGE",
            description = "On this storage alone; may be repeated. Default: on all.")
    private List<String> storages = List.of();

    /** The storages' uuids; empty for all. */
    public List<String> uuids(Names names) throws InterruptedException {
        var uuids = new ArrayList<String>();
        for (var storage : storages) {
            uuids.add(names.storage(storage));
        }
        return uuids;
    }
}
