package io.longshore.cli.progress;

import io.longshore.client.TransferListener;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** Shows a transfer of this program's own as a step, with the speed of its last seconds. */
public final class TransferProgress implements TransferListener {
    private static final long WINDOW_NANOS = Duration.ofSeconds(3).toNanos();
    private static final long SAMPLE_NANOS = Duration.ofMillis(100).toNanos();

    /** Before it, a speed says more of the start than of what follows. */
    private static final long SETTLE_NANOS = Duration.ofMillis(500).toNanos();

    private final ProgressView view;
    private final String name;
    private final LongSupplier nanoTime;
    private final long startedAt;
    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long nanos, long movedBytes) {}

    public TransferProgress(ProgressView view, String name, LongSupplier nanoTime) {
        this.view = view;
        this.name = name;
        this.nanoTime = nanoTime;
        this.startedAt = nanoTime.getAsLong();
        samples.add(new Sample(startedAt, 0));
    }

    @Override
    public void moved(long doneBytes, long totalBytes, long skippedBytes) {
        long now = nanoTime.getAsLong();
        long rate = rate(now, doneBytes - skippedBytes);
        Optional<Duration> left = rate > 0
                ? Optional.of(Duration.ofMillis((long) ((totalBytes - doneBytes) * 1000.0 / rate)))
                : Optional.empty();
        view.show(new StepProgress(
                name, doneBytes, OptionalLong.of(totalBytes), skippedBytes, rate, left, Optional.empty()));
    }

    /** All of it is there and was answered for. */
    public void ended(long totalBytes, long skippedBytes) {
        var took = Duration.ofNanos(nanoTime.getAsLong() - startedAt);
        view.show(new StepProgress(
                name, totalBytes, OptionalLong.of(totalBytes), skippedBytes, 0, Optional.empty(), Optional.of(took)));
    }

    private long rate(long now, long moved) {
        if (now - samples.getLast().nanos() >= SAMPLE_NANOS) {
            samples.add(new Sample(now, moved));
        }
        while (samples.size() > 2 && now - samples.getFirst().nanos() > WINDOW_NANOS) {
            samples.removeFirst();
        }
        var first = samples.getFirst();
        return now - startedAt < SETTLE_NANOS || now == first.nanos()
                ? 0
                : Math.max(0, (long) ((moved - first.movedBytes()) * 1e9 / (now - first.nanos())));
    }
}
