package io.longshore.server.transfer;

import io.longshore.disk.DiskTree;
import io.longshore.server.driver.Pace;
import io.longshore.server.driver.ReadMode;
import io.longshore.server.driver.SealedPack;
import io.longshore.server.driver.WriteSession;
import io.longshore.server.transfer.Receipt.ReadBack;
import io.longshore.server.transfer.Receipt.Verification;
import io.longshore.server.transfer.TransferMonitor.StepProgress;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Reads packs back from where they were written and compares all of them with their digests, several at a time. Where the storage's server compared checksums
 * as it took them in, one in sixteen, and at least one, is read back; of the others it is asked whether they are there.
 */
final class ReadingBack {
    /** Of so many packs one is read back where checksums were compared. */
    private static final int SAMPLE = 16;

    private ReadingBack() {}

    /**
     * How a session's packs were found right.
     *
     * @param mode where the bytes that were read came from
     * @param plainBytes of the packs that were read, before compression
     */
    record Verified(Verification how, ReadBack mode, long plainBytes) {
        /** What a receipt tells of a disk of which so many bytes were written. */
        Verification howFor(long written) {
            return written == 0 ? Verification.NOTHING_WRITTEN : how;
        }

        ReadBack modeFor(long written) {
            return written == 0 ? ReadBack.NONE : mode;
        }

        /**
         * How many bytes of a disk's were read back.
         *
         * @param earlier bytes written of disks before it, to which the sample counts first
         */
        long bytesFor(long written, long earlier) {
            return how == Verification.READ_BACK ? written : Math.clamp(plainBytes - earlier, 0, written);
        }
    }

    /** Bytes of blocks and nodes that reading these back goes through. */
    static long bytes(List<SealedPack> packs) {
        return packs.stream().mapToLong(SealedPack::plainBytes).sum();
    }

    /** Verifies all of a session's packs; tells how. */
    static Verified of(WriteSession session, ExecutorService threads, StepProgress progress, FlowGate gate)
            throws IOException, InterruptedException {
        var packs = session.sealed();
        boolean compared = session.comparedChecksums();
        int sampled =
                compared && !packs.isEmpty() ? ThreadLocalRandom.current().nextInt(Math.min(SAMPLE, packs.size())) : 0;
        var result = new Result();
        try (var pipeline = new Pipeline(threads, 4)) {
            for (int i = 0; i < packs.size(); i++) {
                gate.cancellation().check();
                var pack = packs.get(i);
                if (compared && i % SAMPLE != sampled) {
                    pipeline.submit(() -> {
                        session.confirm(pack);
                        return () -> progress.skipped(pack.plainBytes());
                    });
                } else {
                    gate.enter();
                    pipeline.submit(() -> {
                        try {
                            var reading = new Reading(pack, gate, progress);
                            var mode = session.readBack(pack, reading).mode();
                            return () -> {
                                result.add(mode, pack.plainBytes());
                                reading.end();
                            };
                        } finally {
                            gate.leave();
                        }
                    });
                }
            }
            pipeline.drain();
        }
        return new Verified(
                compared ? Verification.CHECKSUM : Verification.READ_BACK,
                packs.isEmpty() ? ReadBack.NONE : result.mode,
                result.plainBytes);
    }

    /**
     * One pack that is being read. As its bytes come they obey the rate and are told, a block's worth at a time: each stored byte stands for an even part of what the
     * pack holds.
     */
    private static final class Reading implements Pace {
        private final SealedPack pack;
        private final FlowGate gate;
        private final StepProgress progress;
        private long read;
        private long passed;

        Reading(SealedPack pack, FlowGate gate, StepProgress progress) {
            this.pack = pack;
            this.gate = gate;
            this.progress = progress;
        }

        @Override
        public void take(long bytes) throws IOException {
            read += Math.max(0, bytes); // -1 at the end
            double part = pack.storedBytes() == 0 ? 1 : Math.min(1, (double) read / pack.storedBytes());
            try {
                passUpTo((long) (part * pack.plainBytes()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw (IOException) new InterruptedIOException("stopped while reading back").initCause(e);
            }
        }

        private void passUpTo(long plainBytes) throws InterruptedException {
            while (passed < plainBytes) {
                long piece = Math.min(plainBytes - passed, DiskTree.BLOCK_BYTES);
                gate.pass(piece);
                passed += piece;
                progress.done(piece);
            }
        }

        /** What rounding left. */
        void end() {
            progress.done(pack.plainBytes() - passed);
        }
    }

    private static final class Result {
        private ReadBack mode = ReadBack.DIRECT;
        private long plainBytes;

        void add(ReadMode read, long bytes) {
            plainBytes += bytes;
            // Of another machine it is not known whether it read its device.
            if (read != ReadMode.DIRECT) {
                mode = ReadBack.CACHED;
            }
        }
    }
}
