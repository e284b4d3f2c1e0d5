package io.longshore.server.app.offline;

import io.longshore.disk.DiskIdentity;
import io.longshore.disk.DiskTree;
import io.longshore.disk.Extent;
import io.longshore.disk.TreeWalk;
import io.longshore.server.driver.DiskReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes a disk's bytes to a file, holes where it has zeros. A file that could not be finished is removed. */
final class DiskFile {
    private DiskFile() {}

    /** @param file must not be there */
    static void write(DiskReader reader, Path file) throws IOException {
        try (var target = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            boolean written = false;
            try {
                write(reader, target);
                target.force(true);
                written = true;
            } finally {
                if (!written) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static void write(DiskReader reader, FileChannel target) throws IOException {
        var disk = reader.disk();
        var room = ByteBuffer.allocateDirect(DiskTree.BLOCK_BYTES);
        var walk = TreeWalk.over(disk, reader);
        for (var extent = walk.next(); extent != null; extent = walk.next()) {
            if (extent instanceof Extent.Block block) {
                reader.read(block.offsetBytes(), room.clear().limit(disk.blockLengthBytes(block.firstBlock())));
                long at = block.offsetBytes();
                for (room.flip(); room.hasRemaining(); ) {
                    at += target.write(room, at);
                }
            }
        }
        extend(target, disk);
    }

    private static void extend(FileChannel target, DiskIdentity disk) throws IOException {
        if (target.size() < disk.lengthBytes()) {
            target.write(ByteBuffer.allocate(1), disk.lengthBytes() - 1);
        }
    }
}
