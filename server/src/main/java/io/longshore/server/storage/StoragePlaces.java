package io.longshore.server.storage;

import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where on the server's file system storages may be made.
 *
 * @param dataFolder the server's own folder, which is not for storages
 * @param storagesFolder the place inside it that is
 */
public record StoragePlaces(Path dataFolder, Path storagesFolder) {
    private static final int MAX_PATH = 2048;
    private static final List<Path> SYSTEM = List.of(Path.of("/dev"), Path.of("/proc"), Path.of("/sys"));

    public StoragePlaces {
        dataFolder = dataFolder.toAbsolutePath().normalize();
        storagesFolder = storagesFolder.toAbsolutePath().normalize();
    }

    /** Refuses what no storage may be made of, by its name alone; {@code STORAGE_LOCATION_UNUSABLE}. */
    public void check(Path path) {
        if (!path.isAbsolute() || path.toString().length() > MAX_PATH) {
            throw unusable(path, "is not absolute or too long (expected: an absolute path of at most 2048 characters)");
        }
        checkPlace(path, path.normalize(), dataFolder, storagesFolder);
    }

    /** The same for where the path really leads to, over symbolic links. Touches the file system. */
    public void checkReal(Path path) throws IOException {
        checkPlace(path, real(path), real(dataFolder), real(storagesFolder));
    }

    private static void checkPlace(Path said, Path path, Path data, Path storages) {
        for (var system : SYSTEM) {
            if (path.startsWith(system)) {
                throw unusable(said, "lies under " + system + " (expected: a folder that keeps files)");
            }
        }
        boolean insideStorages = path.startsWith(storages) && !path.equals(storages);
        if ((path.startsWith(data) && !insideStorages) || data.startsWith(path)) {
            throw unusable(said, "is where the server keeps its own files (expected: a folder outside " + data + ")");
        }
    }

    /** Whether two storages would share files: one place is the other, or lies inside it. */
    static boolean overlap(Path one, Path other) {
        return one.startsWith(other) || other.startsWith(one);
    }

    /** Where a path leads to, the part of it that is not there yet taken as it is written. */
    static Path real(Path path) throws IOException {
        var normal = path.normalize();
        var there = normal;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there.toRealPath().resolve(there.relativize(normal)).normalize();
    }

    static FailureException unusable(Path path, String why) {
        return unusable(path, why, null);
    }

    static FailureException unusable(Path path, String why, @Nullable Throwable cause) {
        return new FailureException(
                Reason.STORAGE_LOCATION_UNUSABLE, "folder " + path + " " + why, Map.of("path", path.toString()), cause);
    }
}
