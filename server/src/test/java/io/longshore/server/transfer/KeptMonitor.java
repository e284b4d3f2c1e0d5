package io.longshore.server.transfer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Keeps checkpoints over attempts, and counts what steps tell. */
class KeptMonitor implements TransferMonitor {
    final Map<String, Counted> steps = new LinkedHashMap<>();
    int attempt = 1;
    private volatile byte @Nullable [] checkpoint;
    private final List<String> packs = new ArrayList<>();
    private final List<Integer> kept = new ArrayList<>();
    private int checkpointsLeft;
    private Runnable then = () -> {};

    /** One step. */
    record Counted(AtomicLong done, AtomicLong skipped, AtomicLong total) implements StepProgress {
        @Override
        public void done(long bytes) {
            done.addAndGet(bytes);
        }

        @Override
        public void skipped(long bytes) {
            skipped.addAndGet(bytes);
        }

        @Override
        public void total(long bytesTotal) {
            total.set(bytesTotal);
        }

        @Override
        public void end() {}

        @Override
        public void close() {}
    }

    @Override
    public int attempt() {
        return attempt;
    }

    @Override
    public StepProgress step(String name, OptionalLong bytesTotal) {
        var step = new Counted(new AtomicLong(), new AtomicLong(), new AtomicLong(bytesTotal.orElse(-1)));
        steps.put(name, step);
        return step;
    }

    @Override
    public Optional<byte[]> checkpoint() {
        return Optional.ofNullable(checkpoint);
    }

    /** Has something happen instead of the n-th checkpoint from now, or before it when it returns. */
    void beforeCheckpoint(int nth, Runnable action) {
        checkpointsLeft = nth;
        then = action;
    }

    @Override
    public synchronized void keepCheckpoint(byte[] bytes) {
        keep(bytes.length);
        checkpoint = bytes;
    }

    private void keep(int bytes) {
        if (--checkpointsLeft == 0) {
            then.run();
        }
        kept.add(bytes);
    }

    @Override
    public synchronized List<String> packs() {
        return List.copyOf(packs);
    }

    @Override
    public synchronized void keepPack(String name) {
        keep(name.length());
        packs.add(name);
    }

    /** Bytes of all that was kept, in the order in which it was. */
    synchronized List<Integer> kept() {
        return List.copyOf(kept);
    }

    @Override
    public void waitingFor(String what) {}
}
