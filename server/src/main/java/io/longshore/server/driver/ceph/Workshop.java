package io.longshore.server.driver.ceph;

import io.longshore.server.driver.BlockBuffers;
import io.longshore.server.driver.BlockCodec;
import java.time.Duration;

/**
 * What all that goes on with a storage shares.
 *
 * @param writeBuffers blocks that are being written, of all sessions together
 * @param readBuffers blocks that are being read, of all sessions and readers together; who has one gives it back without waiting for another
 * @param aheadBuffers blocks that are read before they are asked for; kept for as long as a reader likes, so only taken where there are some to spare
 * @param patience how long to wait for the end of an asynchronous request
 */
record Workshop(
        BlockCodec codec,
        BlockBuffers writeBuffers,
        BlockBuffers readBuffers,
        BlockBuffers aheadBuffers,
        Duration patience) {
    private static final int WRITES = 24;
    private static final int READS = 16;

    static Workshop of(BlockCodec codec, Duration patience) {
        return new Workshop(
                codec, new BlockBuffers(WRITES), new BlockBuffers(READS), new BlockBuffers(READS), patience);
    }
}
