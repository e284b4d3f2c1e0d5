package io.longshore.server.storage.scrub;

import io.longshore.server.driver.Pace;
import io.longshore.server.driver.ScrubUnit;
import io.longshore.server.driver.Scrubbed;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.transfer.Pipeline;
import io.longshore.server.transfer.TransferMonitor.StepProgress;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Reads the parts of a storage, those first that were verified longest ago, as many at a time as there are cores. What was verified is noted every
 * second, so that the next attempt, and the next scrub, leaves it out.
 */
final class Scrub {
    private static final Duration NOTE_EVERY = Duration.ofSeconds(1);
    private static final int NOTE_AT = 256;

    private final StorageDriver storage;
    private final String storageUuid;
    private final VerificationTimes times;
    private final InstantSource clock;
    private final Pace pace;
    private final Findings findings;
    private final List<String> whole = new ArrayList<>();
    private Instant noted;
    private long packs;
    private long skippedPacks;
    private long remainingPacks;
    private long blocks;
    private long nodes;
    private long readBytes;

    Scrub(
            StorageDriver storage,
            String storageUuid,
            VerificationTimes times,
            InstantSource clock,
            Pace pace,
            Findings findings) {
        this.storage = storage;
        this.storageUuid = storageUuid;
        this.times = times;
        this.clock = clock;
        this.pace = pace;
        this.findings = findings;
        this.noted = clock.instant();
    }

    /**
     * Reads.
     *
     * @param begun when the task first began: what was verified since, an earlier attempt of it has done
     * @param recent what was verified since then is left out
     * @param deadline when to read nothing more
     */
    void run(Instant begun, Instant recent, Instant deadline, StepProgress progress)
            throws IOException, InterruptedException {
        var known = times.of(storageUuid);
        var units = storage.scrubUnits();
        forgetGone(known, units);
        var due = due(units, known, begun, recent, progress);
        int cores = Runtime.getRuntime().availableProcessors();
        // One more than cores: while one waits for the storage, each core has something to hash.
        try (var threads = Threads.of(cores + 1);
                var pipeline = new Pipeline(threads.pool(), 2 * (cores + 1))) {
            for (var unit : due) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("cancelled while verifying");
                }
                if (!clock.instant().isBefore(deadline)) {
                    remainingPacks++;
                    continue;
                }
                pipeline.submit(() -> {
                    var read = storage.scrub(unit, pace);
                    return () -> done(unit, read, progress);
                });
            }
            pipeline.drain();
        } finally {
            note();
        }
    }

    private void forgetGone(Map<String, Instant> known, List<ScrubUnit> units) {
        var gone = new HashSet<>(known.keySet());
        units.forEach(unit -> gone.remove(unit.name()));
        if (!gone.isEmpty()) {
            times.forget(storageUuid, gone);
        }
    }

    private List<ScrubUnit> due(
            List<ScrubUnit> units, Map<String, Instant> known, Instant begun, Instant recent, StepProgress progress) {
        var due = new ArrayList<ScrubUnit>();
        long total = 0;
        for (var unit : units) {
            var last = known.getOrDefault(unit.name(), Instant.MIN);
            if (!last.isBefore(begun)) {
                packs++;
                total += unit.sizeBytes();
                progress.skipped(unit.sizeBytes());
            } else if (!last.isBefore(recent)) {
                skippedPacks++;
            } else {
                due.add(unit);
                total += unit.sizeBytes();
            }
        }
        progress.total(total);
        due.sort(Comparator.comparing(unit -> known.getOrDefault(unit.name(), Instant.MIN)));
        return due;
    }

    private void done(ScrubUnit unit, Scrubbed read, StepProgress progress) {
        packs++;
        blocks += read.blocks();
        nodes += read.nodes();
        readBytes += read.readBytes();
        progress.done(unit.sizeBytes());
        if (read.faults().isEmpty()) {
            whole.add(unit.name());
        } else {
            read.faults().forEach(fault -> findings.add(unit, fault));
            times.forget(storageUuid, List.of(unit.name()));
        }
        if (whole.size() >= NOTE_AT || clock.instant().isAfter(noted.plus(NOTE_EVERY))) {
            note();
        }
    }

    /** Looks again at parts whose frame was bad: what lies elsewhere by now needs them no more. */
    void settleFrames() throws IOException {
        for (var unit : findings.badFrames()) {
            var faults = storage.scrub(unit, pace).faults();
            if (faults.stream().allMatch(fault -> fault.digest().isPresent())) {
                findings.healed(unit);
            }
        }
    }

    private void note() {
        if (!whole.isEmpty()) {
            times.verified(storageUuid, whole, clock.instant());
            whole.clear();
            noted = clock.instant();
        }
    }

    long packs() {
        return packs;
    }

    long skippedPacks() {
        return skippedPacks;
    }

    long remainingPacks() {
        return remainingPacks;
    }

    long blocks() {
        return blocks;
    }

    long nodes() {
        return nodes;
    }

    long readBytes() {
        return readBytes;
    }

    /** Platform threads for one scrub: reading is followed by hashing. Closing waits for none: the pipeline has. */
    private record Threads(ExecutorService pool) implements AutoCloseable {
        static Threads of(int count) {
            return new Threads(Executors.newFixedThreadPool(
                    count, Thread.ofPlatform().daemon().name("scrub-", 0).factory()));
        }

        @Override
        public void close() {
            pool.shutdown();
        }
    }
}
