package io.longshore.server.transfer;

import io.longshore.server.driver.ReadMode;
import io.longshore.server.driver.SealedPack;
import io.longshore.server.driver.WriteSession;
import io.longshore.server.transfer.OwnThread.Cancellation;
import io.longshore.server.transfer.TransferMonitor.StepProgress;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;

/** Reads packs back from where they were written and compares all of them with their digests, several at a time. */
final class ReadingBack {
    private ReadingBack() {}

    /** Bytes of blocks and nodes that reading these back goes through. */
    static long bytes(List<SealedPack> packs) {
        return packs.stream().mapToLong(SealedPack::plainBytes).sum();
    }

    /** Reads all of a session's packs; tells where the bytes came from. */
    static Receipt.ReadBack of(
            WriteSession session, ExecutorService threads, StepProgress progress, Cancellation cancellation)
            throws IOException, InterruptedException {
        var packs = session.sealed();
        var result = new Result();
        try (var pipeline = new Pipeline(threads, 4)) {
            for (var pack : packs) {
                cancellation.check();
                pipeline.submit(() -> {
                    var mode = session.readBack(pack).mode();
                    return () -> {
                        result.add(mode);
                        progress.done(pack.plainBytes());
                    };
                });
            }
            pipeline.drain();
        }
        return packs.isEmpty() ? Receipt.ReadBack.NONE : result.mode;
    }

    private static final class Result {
        private Receipt.ReadBack mode = Receipt.ReadBack.DIRECT;

        void add(ReadMode read) {
            // Of another machine it is not known whether it read its device.
            if (read != ReadMode.DIRECT) {
                mode = Receipt.ReadBack.CACHED;
            }
        }
    }
}
