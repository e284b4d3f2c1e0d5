package io.longshore.server.driver.ceph;

import io.longshore.disk.Digest;
import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.ceph.client.RbdImage;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a table again from what lies in a snapshot. Whether that is the disk, its root tells afterwards. */
final class TableRepair {
    private static final Logger log = LoggerFactory.getLogger(TableRepair.class);

    /** The seal of blocks whose own nobody knows any more. */
    private static final int SEAL = 1;

    private final Workshop workshop;
    private final RbdImage snapshot;
    private final long lengthBytes;
    private final BlockTable table;

    TableRepair(Workshop workshop, RbdImage snapshot, long lengthBytes, BlockTable table) {
        this.workshop = workshop;
        this.snapshot = snapshot;
        this.lengthBytes = lengthBytes;
        this.table = table;
    }

    void run() throws IOException, InterruptedException {
        log.atWarn().addKeyValue("image", snapshot).log("the table of an image is made again from its bytes");
        table.remove(lengthBytes);
        new WrittenBlocks(snapshot, ImageSize.of(lengthBytes)).visit(index -> {
            var digest = digest(index);
            if (digest != null) {
                table.put(index, digest, SEAL);
            }
        });
        table.flush();
    }

    private @Nullable Digest digest(long index) throws IOException, InterruptedException {
        var buffer = workshop.readBuffers().take();
        try (var read = BlockRead.start(snapshot, lengthBytes, index, buffer)) {
            var bytes = read.await(workshop.patience());
            return BlockCodec.isZeros(bytes) ? null : workshop.codec().digest(bytes);
        }
    }
}
