package io.longshore.server.driver.zstore.blob;

import io.longshore.server.driver.StorageFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes one file under a temporary name. */
final class FileBlobWriter implements BlobWriter {
    /** A write that failed with less than this free failed for want of room: Java keeps no error number to ask. */
    private static final long FULL_BELOW_BYTES = 4 << 20;

    private final Path target;
    private final Path temporary;
    private final FileSink file;
    private boolean flushed;
    private boolean done;

    FileBlobWriter(Path target, String writer) throws IOException {
        this.target = target;
        this.temporary = target.resolveSibling(target.getFileName() + "." + writer + FileBlobStore.UNFINISHED);
        try {
            this.file = create(temporary);
        } catch (IOException e) {
            throw explained(e);
        }
    }

    private static FileSink create(Path path) throws IOException {
        var direct = DirectSink.create(path);
        return direct.isPresent()
                ? direct.get()
                : new FileSink.Cached(FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    @Override
    public void write(ByteBuffer... buffers) throws IOException {
        try {
            file.write(buffers);
        } catch (IOException e) {
            throw explained(e);
        }
    }

    @Override
    public void commit() throws IOException {
        flush();
        // Names are random: nobody can have taken this one since it was looked for.
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        done = true;
        Folders.flush(Folders.of(target));
    }

    /** As {@link #commit}, for names that two may try to write: false when the other one was first. */
    boolean commitIfAbsent() throws IOException {
        flush();
        try {
            linkOrCopy();
        } catch (FileAlreadyExistsException _) {
            return false;
        }
        Folders.flush(Folders.of(target));
        return true;
    }

    private void linkOrCopy() throws IOException {
        try {
            Files.createLink(target, temporary); // fails when the name is there, as a rename would not
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException _) {
            // no links here: exclusive all the same, though a crash may leave a part, which its checksum tells
            try (var copy = FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                copy.write(ByteBuffer.wrap(Files.readAllBytes(temporary)));
                copy.force(true);
            }
        }
    }

    /** Whose write left this file behind. */
    static String writerOf(Path temporary) {
        var name = temporary.getFileName().toString();
        var rest = name.substring(0, name.length() - FileBlobStore.UNFINISHED.length());
        return rest.substring(rest.lastIndexOf('.') + 1);
    }

    @Override
    public void flush() throws IOException {
        if (flushed) {
            return;
        }
        try {
            file.flush();
            file.close();
            flushed = true;
        } catch (IOException e) {
            throw explained(e);
        }
    }

    private IOException explained(IOException failure) {
        try {
            if (Files.getFileStore(Folders.of(target)).getUsableSpace() < FULL_BELOW_BYTES) {
                return new StorageFullException(Folders.of(target) + ": no room for more", failure);
            }
        } catch (IOException unknown) {
            failure.addSuppressed(unknown);
        }
        return failure;
    }

    @Override
    public void close() throws IOException {
        file.close();
        if (!done) {
            done = true;
            Files.deleteIfExists(temporary);
        }
    }
}
