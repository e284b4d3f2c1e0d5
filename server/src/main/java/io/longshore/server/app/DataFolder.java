package io.longshore.server.app;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** The folder that a server keeps its own in: passwords' hashes and sessions among it, so nobody else may look into one that it makes. */
final class DataFolder {
    private DataFolder() {}

    /** Makes the folder where it is missing; one that is there stays as it is. */
    static void prepare(Path folder) throws StartException {
        try {
            Files.createDirectories(folder, owner());
        } catch (IOException e) {
            throw new StartException("--data: " + folder + " can't be made: " + e + " (expected: a folder)", e);
        }
        if (!Files.isWritable(folder)) {
            throw new StartException("--data: " + folder + " can't be written (expected: a folder of this user's)");
        }
    }

    private static FileAttribute<?>[] owner() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }
}
