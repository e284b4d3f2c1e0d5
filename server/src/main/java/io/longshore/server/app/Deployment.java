package io.longshore.server.app;

import io.longshore.server.secret.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** What storages know this server by: a uuid, drawn at the first start and kept in the data folder. A storage is written by the deployment that owns it alone. */
final class Deployment {
    private static final String FILE = "deployment";

    private Deployment() {}

    /** The data folder's deployment. */
    static UUID of(Path dataFolder) throws IOException {
        var file = dataFolder.resolve(FILE);
        if (!Files.exists(file)) {
            PrivateFile.write(file, UUID.randomUUID() + "\n"); // durable before anything is written in its name
        }
        var text = Files.readString(file).strip();
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + text + " (expected: the uuid that was written at the first start)", e);
        }
    }
}
