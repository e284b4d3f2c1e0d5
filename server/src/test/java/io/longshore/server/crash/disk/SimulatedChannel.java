package io.longshore.server.crash.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;

/** An open file of a simulated disk, or an open folder, which can only be flushed. */
class SimulatedChannel extends FileChannel {
    private final SimulatedDisk disk;
    private final String path;
    private final Optional<DiskFile> file;
    private final boolean flushes;
    private long position;

    /** @param flushes whether each write is durable when it returns */
    SimulatedChannel(SimulatedDisk disk, String path, Optional<DiskFile> file, boolean flushes) {
        this.disk = disk;
        this.path = path;
        this.file = file;
        this.flushes = flushes;
    }

    private DiskFile file() throws IOException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
        return file.orElseThrow(() -> new IOException(path + ": a folder"));
    }

    @Override
    public synchronized int read(ByteBuffer target) throws IOException {
        int read = disk.read(file(), path, position, target);
        position += Math.max(read, 0);
        return read;
    }

    @Override
    public int read(ByteBuffer target, long from) throws IOException {
        return disk.read(file(), path, from, target);
    }

    @Override
    public synchronized int write(ByteBuffer source) throws IOException {
        int written = disk.write(file(), path, position, source);
        position += written;
        if (flushes) {
            disk.flush(file(), path);
        }
        return written;
    }

    @Override
    public int write(ByteBuffer source, long to) throws IOException {
        return disk.write(file(), path, to, source);
    }

    /** As one write, as the system's own is. */
    @Override
    public synchronized long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        int total = 0;
        for (int i = offset; i < offset + length; i++) {
            total += sources[i].remaining();
        }
        var all = ByteBuffer.allocate(total);
        for (int i = offset; i < offset + length; i++) {
            all.put(sources[i].duplicate());
        }
        int written = write(all.flip());
        int left = written;
        for (int i = offset; i < offset + length; i++) {
            int taken = Math.min(left, sources[i].remaining());
            sources[i].position(sources[i].position() + taken);
            left -= taken;
        }
        return written;
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) {
        throw new UnsupportedOperationException("scattered reads");
    }

    @Override
    public synchronized long position() {
        return position;
    }

    @Override
    public synchronized FileChannel position(long to) {
        position = to;
        return this;
    }

    @Override
    public long size() throws IOException {
        return disk.size(file());
    }

    @Override
    public synchronized FileChannel truncate(long size) throws IOException {
        disk.truncate(file(), size);
        position = Math.min(position, size);
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        if (file.isPresent()) {
            disk.flush(file(), path);
        } else {
            disk.flushFolder(path);
        }
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel target) {
        throw new UnsupportedOperationException("transfers");
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long to, long count) {
        throw new UnsupportedOperationException("transfers");
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long from, long size) {
        throw new UnsupportedOperationException("mapped files");
    }

    @Override
    public FileLock lock(long from, long size, boolean shared) {
        throw new UnsupportedOperationException("locks");
    }

    @Override
    public FileLock tryLock(long from, long size, boolean shared) {
        throw new UnsupportedOperationException("locks");
    }

    @Override
    protected void implCloseChannel() {
        // nothing is kept back that closing would write
    }
}
