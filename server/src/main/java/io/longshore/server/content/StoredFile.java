package io.longshore.server.content;

import io.longshore.server.driver.DiskReader;
import io.longshore.server.format.FileBytes;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A stored disk as a file whose format is to be found out. */
record StoredFile(DiskReader disk) implements FileBytes {
    @Override
    public long lengthBytes() {
        return disk.disk().lengthBytes();
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        disk.read(offset, target);
    }
}
