package io.longshore.server.app;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** What storages know this server by: a uuid, drawn at the first start and kept in the data folder. A storage is written by the deployment that owns it alone. */
final class Deployment {
    private static final String FILE = "deployment";

    private Deployment() {}

    /** The data folder's deployment. */
    static UUID of(Path dataFolder) throws IOException {
        var file = dataFolder.resolve(FILE);
        if (!Files.exists(file)) {
            write(file, UUID.randomUUID() + "\n");
        }
        var text = Files.readString(file).strip();
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + text + " (expected: the uuid that was written at the first start)", e);
        }
    }

    /** Durable before anything is written in its name. */
    private static void write(Path file, String text) throws IOException {
        var aside = file.resolveSibling(FILE + ".new");
        try (var channel = FileChannel.open(
                aside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
