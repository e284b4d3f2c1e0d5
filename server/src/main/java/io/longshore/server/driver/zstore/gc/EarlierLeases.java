package io.longshore.server.driver.zstore.gc;

import io.longshore.server.driver.ReclaimListener;
import io.longshore.server.driver.zstore.gc.Epochs.Lease;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Waits until everyone has ended who may count on what an epoch condemned. Who writes is waited for as long as it takes. A
 * lease that nobody uses, of a crashed task that nobody took over or of an upload whose sender is gone, is ended after a
 * while. For one thread.
 */
final class EarlierLeases {
    /** A lease ends without telling anybody. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final Epochs epochs;
    private final Writers writers;
    private final Duration idleLimit;
    private final LongSupplier nanos;
    private final Map<UUID, Long> idleSince = new HashMap<>();

    /** @param nanos a clock that only goes on */
    EarlierLeases(Epochs epochs, Writers writers, Duration idleLimit, LongSupplier nanos) {
        this.epochs = epochs;
        this.writers = writers;
        this.idleLimit = idleLimit;
        this.nanos = nanos;
    }

    /** Returns when no lease of an epoch before this one is left. */
    void await(long epoch, ReclaimListener listener) throws InterruptedException {
        var told = "";
        for (var left = look(epoch); !left.isEmpty(); left = look(epoch)) {
            var reason = reason(left);
            if (!reason.equals(told)) {
                listener.waiting(reason);
                told = reason;
            }
            writers.awaitChange(LOOK_EVERY);
        }
    }

    /** Leases of earlier epochs that have not ended, once those were ended that were idle for too long. */
    List<Lease> look(long epoch) {
        earlier(epoch).forEach(this::endIfIdle);
        return earlier(epoch);
    }

    private List<Lease> earlier(long epoch) {
        return epochs.leases().stream().filter(lease -> lease.epoch() < epoch).toList();
    }

    private void endIfIdle(Lease lease) {
        if (writers.writes(lease.task())) {
            idleSince.remove(lease.task());
            return;
        }
        long since = idleSince.computeIfAbsent(lease.task(), _ -> nanos.getAsLong());
        if (nanos.getAsLong() - since >= idleLimit.toNanos()) {
            writers.unlessWriting(lease.task(), () -> epochs.end(lease));
        }
    }

    private String reason(List<Lease> left) {
        return "waiting for what began before: "
                + left.stream()
                        .map(lease ->
                                lease.task() + (writers.writes(lease.task()) ? "" : " (nobody goes on with it now)"))
                        .collect(Collectors.joining(", "));
    }
}
