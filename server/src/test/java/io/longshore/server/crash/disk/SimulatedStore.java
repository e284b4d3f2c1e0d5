package io.longshore.server.crash.disk;

import java.nio.file.FileStore;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;
import org.jspecify.annotations.Nullable;

/** The room on a simulated disk. */
final class SimulatedStore extends FileStore {
    private final SimulatedDisk disk;

    private final String path;

    SimulatedStore(SimulatedDisk disk, String path) {
        this.disk = disk;
        this.path = path;
    }

    /** Known where files can be written past the page cache. */
    @Override
    public long getBlockSize() {
        if (!disk.offersDirectWrites(path)) {
            throw new UnsupportedOperationException("block size");
        }
        return SimulatedDisk.SECTOR_BYTES;
    }

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public String type() {
        return "memory";
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public long getTotalSpace() {
        return disk.totalBytes();
    }

    @Override
    public long getUsableSpace() {
        return disk.freeBytes();
    }

    @Override
    public long getUnallocatedSpace() {
        return disk.freeBytes();
    }

    @Override
    public boolean supportsFileAttributeView(Class<? extends FileAttributeView> type) {
        return false;
    }

    @Override
    public boolean supportsFileAttributeView(String name) {
        return false;
    }

    @Override
    public <V extends FileStoreAttributeView> @Nullable V getFileStoreAttributeView(Class<V> type) {
        return null;
    }

    @Override
    public Object getAttribute(String attribute) {
        throw new UnsupportedOperationException("attribute: " + attribute);
    }
}
