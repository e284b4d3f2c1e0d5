package io.longshore.server.crash;

import io.longshore.server.app.PortlessServer;
import io.longshore.server.crash.disk.DiskCall;
import io.longshore.server.crash.disk.PowerCut;
import io.longshore.server.crash.disk.PowerCut.Left;
import io.longshore.server.crash.disk.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One operation on a whole server, with all that was done to its disks and to its catalog, in order.
 *
 * @param cut the calls, and the disk before them
 * @param data the data folder before them
 * @param catalog the catalog's transactions
 * @param before what a client saw before the operation
 * @param after what it saw after
 */
record Recording(
        Scenario scenario, PowerCut cut, Path data, CatalogLog catalog, List<String> before, List<String> after) {
    static final String CATALOG = "catalog.sqlite";

    /** Runs an operation once. */
    static Recording of(Scenario scenario, Path folder) throws Exception {
        return of(scenario, folder, new SimulatedDisk());
    }

    /** Storage A is written past the page cache, storage B by way of it. */
    static Recording of(Scenario scenario, Path folder, SimulatedDisk disk) throws Exception {
        var live = Files.createDirectories(folder.resolve("live"));
        List<String> before;
        try (var server = new PortlessServer(live, disk.fileSystem())) {
            var client = new Client(server);
            disk.offerDirectWrites(Client.folder(Client.A));
            client.addStorages();
            scenario.prepare(client);
            client.settle();
            before = client.sees();
        }
        var data = copy(live, folder.resolve("before"));
        var start = disk.copy();
        disk.record(() -> size(CatalogLog.beside(live.resolve(CATALOG))));
        try (var server = new PortlessServer(live, disk.fileSystem())) {
            var client = new Client(server);
            scenario.act(client);
            client.settle();
            var after = client.sees();
            var log = disk.log();
            var catalog = CatalogLog.read(live.resolve(CATALOG));
            return new Recording(scenario, new PowerCut(start, merged(log, catalog)), data, catalog, before, after);
        }
    }

    /** Has a fresh server make good what a power cut left, once, and records that. */
    Recording recovery(Left left, Path folder) throws Exception {
        var live = folder.resolve("live");
        restore(left.commits(), live);
        CatalogLog.fold(live.resolve(CATALOG));
        var data = copy(live, folder.resolve("before"));
        var disk = left.disk();
        var start = disk.copy();
        disk.record(() -> size(CatalogLog.beside(live.resolve(CATALOG))));
        try (var server = new PortlessServer(live, disk.fileSystem())) {
            new Client(server).settle();
            var log = disk.log();
            var catalog = CatalogLog.read(live.resolve(CATALOG));
            return new Recording(scenario, new PowerCut(start, merged(log, catalog)), data, catalog, before, after);
        }
    }

    private static long size(Path log) {
        return log.toFile().length();
    }

    /** The catalog's transactions among the disk's calls: each before the first call that found it written. */
    private static List<DiskCall> merged(List<SimulatedDisk.Logged> log, CatalogLog catalog) {
        var calls = new ArrayList<DiskCall>();
        int commit = 0;
        for (var logged : log) {
            while (commit < catalog.commits() && catalog.end(commit + 1) <= logged.catalogBytes()) {
                calls.add(new DiskCall.Commit(++commit));
            }
            calls.add(logged.call());
        }
        while (commit < catalog.commits()) {
            calls.add(new DiskCall.Commit(++commit));
        }
        return calls;
    }

    /** The same with other calls. */
    Recording with(PowerCut other) {
        return new Recording(scenario, other, data, catalog, before, after);
    }

    /** A data folder as it was after so many transactions. */
    void restore(long commits, Path target) throws IOException {
        copy(data, target);
        catalog.write(target.resolve(CATALOG), commits);
    }

    private static Path copy(Path source, Path target) throws IOException {
        Files.createDirectories(target);
        try (var files = Files.list(source)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, target.resolve(source.relativize(file)));
            }
        }
        return target;
    }
}
