package io.longshore.acceptance;

import java.nio.file.Path;

/** A server with two empty storages, {@code a} and {@code b}, and a folder for disks beside them. */
record Site(Path folder, RunningServer server, Cli cli, String a, String b) implements AutoCloseable {
    static Site open(Path folder, String... flags) {
        return open(folder, RunningServer.start(folder.resolve("server"), flags));
    }

    static Site open(Path folder, RunningServer server) {
        var cli = new Cli(server);
        var a = cli.uuid(
                "storage", "add", "a", "--path", folder.resolve("storage-a").toString());
        var b = cli.uuid(
                "storage", "add", "b", "--path", folder.resolve("storage-b").toString());
        return new Site(folder, server, cli, a, b);
    }

    /** A path in the folder. */
    Path file(String name) {
        return folder.resolve(name);
    }

    @Override
    public void close() {
        server.close();
    }
}
