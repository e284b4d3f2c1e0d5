package io.longshore.server.driver.zstore.index;

import io.longshore.disk.Digest;
import io.longshore.disk.MalformedNodeException;
import io.longshore.disk.TreeNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file on this machine that remembers nodes of a storage on another one. A node has one place, by its digest, and stays
 * until another one wants it; what is read is compared with its digest, so that nothing in the file needs to be believed. May
 * be deleted at any time. Thread-safe.
 */
final class NodeCache implements AutoCloseable {
    /** The file takes 256 MiB at most, and holds the tree of a disk of 8 TiB. */
    static final int PLACES = 32_768;

    private static final Logger log = LoggerFactory.getLogger(NodeCache.class);

    private final Path file;
    private final int places;
    private @Nullable FileChannel channel;
    private boolean closed;

    NodeCache(Path file, int places) {
        this.file = file;
        this.places = places;
    }

    /** The node with this digest, where it is remembered. */
    Optional<TreeNode> find(Digest digest) {
        var bytes = ByteBuffer.allocate(TreeNode.BYTES);
        try {
            channel().read(bytes, place(digest));
            if (bytes.hasRemaining()) {
                return Optional.empty();
            }
            var node = TreeNode.decode(bytes.flip());
            return node.digest().equals(digest) ? Optional.of(node) : Optional.empty();
        } catch (MalformedNodeException _) {
            return Optional.empty(); // nothing yet, or half of one and half of another
        } catch (IOException e) {
            failed(e);
            return Optional.empty();
        }
    }

    void keep(TreeNode node) {
        try {
            channel().write(node.payload(), place(node.digest()));
        } catch (IOException e) {
            failed(e);
        }
    }

    private long place(Digest digest) {
        return Math.unsignedMultiplyHigh(digest.first(), places) * TreeNode.BYTES;
    }

    /** Opened again where an interrupted thread has closed it, as Java's channels want it. */
    private synchronized FileChannel channel() throws IOException {
        var open = channel;
        if (closed) {
            throw new ClosedChannelException();
        }
        if (open == null || !open.isOpen()) {
            Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
            open = FileChannel.open(
                    file,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.SPARSE);
            channel = open;
        }
        return open;
    }

    /** Whoever asked goes to the storage: nothing depends on this file. */
    private void failed(IOException failure) {
        if (!(failure instanceof ClosedChannelException)) {
            log.atDebug().addKeyValue("file", file).setCause(failure).log("nodes are not remembered");
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        var open = channel;
        if (open != null) {
            open.close();
        }
    }
}
