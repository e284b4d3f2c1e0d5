package io.longshore.server.secret;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/** A small file of the server's own. */
public final class PrivateFile {
    private PrivateFile() {}

    /** Writes a file beside its place and moves it there whole and durable; nobody else can read it at any time. */
    public static void write(Path file, String text) throws IOException {
        var draft = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try {
            Files.createFile(draft, owner);
        } catch (FileAlreadyExistsException e) {
            throw new IOException("another process writes " + draft, e);
        }
        Files.write(draft, text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.SYNC);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        try (var folder =
                FileChannel.open(Objects.requireNonNull(file.toAbsolutePath().getParent()), StandardOpenOption.READ)) {
            folder.force(
                    true); // without it a power cut may take the name back, and with it, say, which deployment this is
        }
    }
}
