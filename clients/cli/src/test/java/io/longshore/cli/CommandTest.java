package io.longshore.cli;

import io.longshore.cli.fake.FakeServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Commands against a fake with two storages, {@code a} and {@code b}. */
abstract class CommandTest {
    static final int MIB = 1 << 20;
    static final String SOMEWHERE = "0".repeat(32);

    @TempDir
    Path folder;

    FakeServer server;
    Cli cli;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
        cli = new Cli(server, folder.resolve("home"));
        cli.run("storage", "add", "a", "--path", "/srv/a");
        cli.run("storage", "add", "b", "--path", "/srv/b");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    Path denseFile(String name, int mib) throws IOException {
        return Files.write(folder.resolve(name), random(mib * MIB + 5));
    }

    static byte[] random(int count) {
        var bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }
}
