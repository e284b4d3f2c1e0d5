package io.longshore.server.transfer;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.format.DetectedFormat;
import io.longshore.server.format.DiskFormat;
import io.longshore.server.format.FileBytes;
import io.longshore.server.format.FormatDetection;
import io.longshore.server.format.QemuImg;
import io.longshore.server.transfer.TransferMonitor.StepProgress;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Makes raw disks of images in other formats, for storages that take raw ones alone. What is stored is written to a private folder of the server's, sparse, and
 * converted there by {@link QemuImg}; both files go when the disk is closed, those of a server that was killed when the next one starts. One conversion at a time: so
 * what it takes of the local file system can be told before it begins. Done again, it gives the same disk.
 */
public final class Conversions {
    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path folder;
    private final TransferEngine engine;
    private final QemuImg qemuImg;
    private final Semaphore turn = new Semaphore(1, true);

    /** @param folder nobody else's; made when it is needed */
    public Conversions(Path folder, TransferEngine engine, QemuImg qemuImg) {
        this.folder = folder;
        this.engine = engine;
        this.qemuImg = qemuImg;
    }

    /** The same once what a server that was killed left in the folder is removed, and what it left running there has ended. */
    public Conversions emptied() throws IOException {
        if (Files.exists(folder)) {
            try (var left = Files.list(folder)) {
                for (var work : left.toList()) {
                    QemuImg.endLeft(work);
                }
            }
        }
        removeAll(folder);
        return this;
    }

    /** Whether what is in a format must be converted for a storage. */
    public static boolean needed(StorageDriver destination, String format) {
        return destination.rawOnly()
                && (format.equals(DiskFormat.QCOW2.wireName()) || format.equals(DiskFormat.VMDK.wireName()));
    }

    /**
     * Converts what lies on a storage, in a step {@code convert}. Waits while another conversion runs, and says so. Interruption is cancellation.
     *
     * @param dataBytes bytes of the content that are not whole blocks of zeros
     * @throws FailureException {@code CONVERSION_FAILED}, {@code FORMAT_…}, or what the storage fails with
     */
    public ConvertedDisk convert(
            StorageDriver source, DiskIdentity content, String format, long dataBytes, TransferMonitor monitor)
            throws InterruptedException {
        if (!turn.tryAcquire()) {
            monitor.waitingFor("another conversion, which is under way");
            turn.acquire();
            monitor.waitingFor("");
        }
        boolean converted = false;
        var work = folder.resolve(Uuids.of(UUID.randomUUID()));
        try {
            Files.createDirectories(folder);
            Files.createDirectory(work, PRIVATE);
            checkRoom(work, dataBytes);
            var disk = convert(work, source, content, format, monitor);
            converted = true;
            return disk;
        } catch (IOException e) {
            throw new FailureException(Reason.CONVERSION_FAILED, "conversion: " + e.getMessage(), Map.of(), e);
        } finally {
            if (!converted) {
                end(work);
            }
        }
    }

    private void checkRoom(Path work, long dataBytes) throws IOException {
        long free = Files.getFileStore(work).getUsableSpace();
        long needed = 2 * dataBytes + QemuImg.SPARE_BYTES;
        if (free < needed) {
            throw new FailureException(
                    Reason.CONVERSION_FAILED,
                    "conversion: the file system of the data folder has " + free + " bytes free (expected: >= " + needed
                            + ", for the image and the disk that is made of it)",
                    Map.of("availableBytes", Long.toString(free), "neededBytes", Long.toString(needed)));
        }
    }

    private ConvertedDisk convert(
            Path work, StorageDriver source, DiskIdentity content, String format, TransferMonitor monitor)
            throws IOException, InterruptedException {
        var tool = qemuImg.version(work);
        var found = detect(source, content, format);
        try (var progress =
                monitor.step("convert", OptionalLong.of(content.lengthBytes() + found.virtualSizeBytes()))) {
            var file = work.resolve("content");
            var raw = work.resolve("disk");
            fetch(source, content, file, progress);
            qemuImg.toRaw(work, file, found.format(), raw, found.virtualSizeBytes());
            Files.delete(file);
            var disk =
                    OwnThread.run(cancellation -> RawFile.open(raw, work.resolve("digests"), engine.codec(), bytes -> {
                        cancellation.check();
                        progress.done(bytes);
                    }));
            progress.end();
            return new ConvertedDisk(source, tool, disk, () -> close(disk, work));
        }
    }

    /** Looks at the bytes once more: whoever let them in did, and nothing is handed to a program that was not looked at. */
    private DetectedFormat detect(StorageDriver source, DiskIdentity content, String format)
            throws IOException, InterruptedException {
        return OwnThread.run(_ -> {
            try (var disk = SourceDisk.open(engine, source, content)) {
                return FormatDetection.detect(new StoredBytes(disk), format);
            }
        });
    }

    /** A stored disk as a file. */
    private record StoredBytes(SourceDisk disk) implements FileBytes {
        @Override
        public long lengthBytes() {
            return disk.disk().lengthBytes();
        }

        @Override
        public void read(long offset, ByteBuffer target) {
            disk.read(offset, target);
        }
    }

    private void fetch(StorageDriver source, DiskIdentity content, Path file, StepProgress progress)
            throws IOException, InterruptedException {
        try (var export = engine.export(source, content, 0, content.lengthBytes());
                var out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long position = 0;
            for (var run = export.next(); run != null; run = export.next()) {
                switch (run) {
                    case Run.Zeros zeros -> {
                        position += zeros.lengthBytes();
                        progress.skipped(zeros.lengthBytes());
                    }
                    case Run.Data data -> {
                        var bytes = data.bytes();
                        progress.done(bytes.remaining());
                        while (bytes.hasRemaining()) {
                            position += out.write(bytes, position);
                        }
                    }
                }
            }
            if (out.size() < content.lengthBytes()) {
                out.write(ByteBuffer.allocate(1), content.lengthBytes() - 1);
            }
        }
    }

    private void close(RawFile disk, Path work) {
        try {
            disk.close();
        } catch (IOException _) {
            // it was only read
        } finally {
            end(work);
        }
    }

    private void end(Path work) {
        try {
            removeAll(work);
        } catch (IOException _) {
            // the next start tries again
        } finally {
            turn.release();
        }
    }

    private static void removeAll(Path top) throws IOException {
        if (Files.exists(top)) {
            Files.walkFileTree(top, new Removal());
        }
    }

    /** Removes what it meets; what another removes at the same time, as whoever ran a program does that was ended, is removed too. */
    private static final class Removal extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
