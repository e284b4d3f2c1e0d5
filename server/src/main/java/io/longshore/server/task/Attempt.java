package io.longshore.server.task;

import io.longshore.server.transfer.Flow;
import io.longshore.server.transfer.TransferMonitor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt at a task: what its work sees of it. */
final class Attempt implements TaskContext {
    private static final Logger log = LoggerFactory.getLogger(Attempt.class);

    private final LiveTask live;
    private final int number;
    private final TaskLedger ledger;
    private final Transactions transactions;
    private final TaskRecords records;
    private final ScheduledExecutorService ticker;
    private final long tickNanos;
    private final Map<String, StepMeter> begun = new ConcurrentHashMap<>();
    private final Map<String, StepMeter> unfinished = new ConcurrentHashMap<>();
    private volatile @Nullable StepMeter open;
    private volatile int keptBefore;
    private volatile boolean cameFurther;

    Attempt(
            LiveTask live,
            TaskLedger ledger,
            Transactions transactions,
            TaskRecords records,
            ScheduledExecutorService ticker,
            long tickNanos) {
        this.live = live;
        this.number = live.task().attempt() + 1;
        this.ledger = ledger;
        this.transactions = transactions;
        this.records = records;
        this.ticker = ticker;
        this.tickNanos = tickNanos;
    }

    @Override
    public String taskUuid() {
        return live.uuid();
    }

    @Override
    public Caller caller() {
        return new Caller(live.task().accountUuid());
    }

    @Override
    public int attempt() {
        return number;
    }

    /** The step whose bytes move; null between steps. */
    @Nullable
    StepMeter openStep() {
        return open;
    }

    /** The task with what its unfinished steps have come to. */
    Task withSteps(Task task) {
        var seen = task;
        for (var meter : unfinished.values()) {
            seen = seen.withStep(meter.step());
        }
        return seen;
    }

    @Override
    public <T> T transaction(Supplier<T> change) {
        return transactions.write(() -> {
            ledger.checkFence(live, this);
            return change.get();
        });
    }

    @Override
    public Optional<Hold> hold(Set<Hold> holds) {
        var free = new ArrayList<Hold>();
        for (var hold : holds) {
            var holder = records.holder(hold);
            if (holder.isEmpty()) {
                free.add(hold);
            } else if (!holder.get().equals(taskUuid())) {
                return Optional.of(hold);
            }
        }
        free.forEach(hold -> records.insertHold(taskUuid(), hold));
        return Optional.empty();
    }

    @Override
    public void waitingFor(String what) {
        ledger.change(live, () -> {
            ledger.checkFence(live, this);
            var state = what.isEmpty() ? new TaskState.Running() : new TaskState.Waiting(what);
            var task = live.task();
            boolean canceling = task.state() instanceof TaskState.Canceling; // stays so until it has ended
            if (!canceling && !task.state().equals(state)) {
                ledger.write(live, task.withState(state), this, null);
            }
            return true;
        });
    }

    @Override
    public Flow flow() {
        return live.flow();
    }

    /** Whether it has kept more than the attempts before it. */
    boolean cameFurther() {
        return cameFurther;
    }

    @Override
    public Optional<byte[]> checkpoint() {
        var kept = records.checkpoint(taskUuid());
        keptBefore = kept.map(bytes -> bytes.length).orElse(0);
        return kept;
    }

    @Override
    public void keepCheckpoint(byte[] checkpoint) {
        transaction(() -> {
            records.keepCheckpoint(taskUuid(), checkpoint);
            return true;
        });
        if (keptBefore > 0 && checkpoint.length > keptBefore) {
            cameFurther = true; // checkpoints name what was done: a longer one names more
        }
        keptBefore = Math.max(keptBefore, checkpoint.length);
    }

    @Override
    public List<String> packs() {
        return records.packs(taskUuid());
    }

    @Override
    public void keepPack(String name) {
        transaction(() -> {
            records.keepPack(taskUuid(), name);
            return true;
        });
        if (keptBefore > 0) {
            cameFurther = true;
        }
    }

    @Override
    public StepProgress step(String name, OptionalLong bytesTotal) {
        var meter = new StepMeter(name, number, ledger.now(), bytesTotal, System.nanoTime());
        begin(meter);
        tell(meter.step());
        return new OpenStep(meter);
    }

    private synchronized void begin(StepMeter meter) {
        var other = open;
        if (other != null) {
            throw new IllegalStateException(
                    "step: " + meter.name() + " (expected: after the end of " + other.name() + ")");
        }
        if (begun.putIfAbsent(meter.name(), meter) != null) {
            throw new IllegalStateException("step: " + meter.name() + " (expected: once in an attempt)");
        }
        unfinished.put(meter.name(), meter);
        open = meter;
    }

    /** Writes that a step began or ended. */
    private void tell(Step step) {
        ledger.change(live, () -> {
            ledger.checkFence(live, this);
            ledger.write(live, withSteps(live.task()).withStep(step), this, step);
            return true;
        });
    }

    /** A step on its way; its progress is looked at in short intervals as long as it is open. */
    private final class OpenStep implements TransferMonitor.StepProgress {
        private final StepMeter meter;
        private final ScheduledFuture<?> ticks;
        private boolean closed;

        OpenStep(StepMeter meter) {
            this.meter = meter;
            this.ticks = ticker.scheduleWithFixedDelay(this::tick, tickNanos, tickNanos, TimeUnit.NANOSECONDS);
        }

        private void tick() {
            try {
                ledger.reserve(live, Attempt.this);
                ledger.tick(live, meter);
            } catch (RuntimeException e) {
                log.atWarn().setCause(e).addKeyValue("task", taskUuid()).log("progress can't be told");
            }
        }

        @Override
        public void done(long bytes) {
            meter.done(bytes);
        }

        @Override
        public void skipped(long bytes) {
            meter.skipped(bytes);
        }

        @Override
        public void total(long bytesTotal) {
            meter.total(bytesTotal);
        }

        @Override
        public void end() {
            meter.end();
            finish();
            tell(meter.step(ledger.now()));
        }

        private synchronized void finish() {
            if (closed) {
                throw new IllegalStateException("step: " + meter.name() + " (expected: not closed)");
            }
            unfinished.remove(meter.name());
            close();
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                ticks.cancel(false);
                open = null;
            }
        }
    }
}
