package io.longshore.server.task;

import io.longshore.server.failure.Failure;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one task from where it stands to its end: waits for a place, makes an attempt, waits while the task is suspended, and so on. Runs on a thread of
 * its own.
 */
final class TaskDriver implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(TaskDriver.class);

    private final LiveTask live;
    private final Work<Operation> work;
    private final TaskLedger ledger;
    private final Supplier<Attempt> attempts;
    private final Places places;
    private final TaskSettings settings;
    private final Runnable wakeOthers;
    private int suspensions; // one after the other, as far as this server has seen

    /**
     * @param attempts makes an attempt of the task, to be claimed
     * @param places one for each task that may run
     * @param wakeOthers has suspended tasks tried again
     */
    TaskDriver(
            LiveTask live,
            Work<Operation> work,
            TaskLedger ledger,
            Supplier<Attempt> attempts,
            Places places,
            TaskSettings settings,
            Runnable wakeOthers) {
        this.live = live;
        this.work = work;
        this.ledger = ledger;
        this.attempts = attempts;
        this.places = places;
        this.settings = settings;
        this.wakeOthers = wakeOthers;
    }

    @Override
    public void run() {
        try {
            while (!live.task().state().terminal()) {
                drive();
            }
        } catch (InterruptedException _) {
            log.atDebug().addKeyValue("task", live.uuid()).log("task let go");
        } catch (TaskFencedException e) {
            log.atWarn().addKeyValue("task", live.uuid()).log(e.getMessage());
            live.feed().stop();
        }
    }

    private void drive() throws InterruptedException {
        try {
            if (paused()) {
                tellThatItIsPaused();
                var _ = await(() -> {
                    live.wakeUp().acquire();
                    return true;
                });
                return;
            }
            if (!waitForPlace()) {
                return;
            }
            live.wakeUp().drainPermits(); // whatever is mended from here on is worth another attempt at once
            try {
                attempt();
            } finally {
                places.giveBack();
            }
            if (live.task().state() instanceof TaskState.Suspended && !paused()) {
                waitForRetry();
            }
        } catch (TaskFencedException e) {
            throw e;
        } catch (
                RuntimeException
                        e) { // the catalog does not take what became of the task: the next attempt may find it better
            log.atError().addKeyValue("task", live.uuid()).setCause(e).log("task can't be written");
            waitForRetry();
        }
    }

    /** For one that was running when the server went down. */
    private void tellThatItIsPaused() {
        ledger.change(live, () -> {
            if (paused() && !(live.task().state() instanceof TaskState.Suspended)) {
                ledger.checkFence(live, live.attempt());
                ledger.suspend(
                        live,
                        live.task()
                                .withState(new TaskState.Suspended(
                                        pausing(live.task().handling()))));
            }
            return true;
        });
    }

    /** Whether it is to wait until somebody resumes it. */
    private boolean paused() {
        var task = live.task();
        return task.handling().paused() && !task.state().terminal() && !(task.state() instanceof TaskState.Canceling);
    }

    /** Waits for a place; false when the task was paused meanwhile. */
    private boolean waitForPlace() throws InterruptedException {
        if (places.tryTake()) {
            return true;
        }
        if (!(live.task().state() instanceof TaskState.Canceling)) {
            say(new TaskState.Waiting("waiting for a free place"));
        }
        try {
            return live.stoppable().work(() -> {
                places.take(() -> live.task().handling().priority());
                return true;
            });
        } catch (InterruptedException e) {
            if (live.stoppable().stopped()) {
                throw e;
            }
            return false;
        } catch (Exception e) {
            throw new IllegalStateException("a wait failed", e);
        }
    }

    private void waitForRetry() throws InterruptedException {
        suspensions++;
        var delay = settings.retryAfter(suspensions);
        boolean woken = await(() -> live.wakeUp().tryAcquire(delay.toNanos(), TimeUnit.NANOSECONDS));
        if (woken) {
            suspensions = 0; // something was mended
        }
    }

    private boolean await(Callable<Boolean> wait) throws InterruptedException {
        try {
            return live.stoppable().await(wait);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("a wait failed", e);
        }
    }

    /** Sets the state of a task that no attempt has. */
    private void say(TaskState state) {
        ledger.change(live, () -> {
            if (!live.task().state().terminal()
                    && !paused()
                    && !live.task().state().equals(state)) {
                ledger.checkFence(live, live.attempt());
                ledger.write(live, live.task().withState(state), null, null);
            }
            return true;
        });
    }

    private void attempt() throws InterruptedException {
        var attempt = claim();
        if (attempt == null) {
            return;
        }
        Outcome outcome;
        try {
            outcome = live.stoppable().work(() -> work.run(live.task().operation(), attempt));
        } catch (TaskFencedException e) {
            throw e;
        } catch (Throwable e) { // whatever it is, the task must not be left as if it ran
            stopped(attempt, e);
            return;
        }
        succeed(attempt, outcome);
    }

    /** Takes the task for one more attempt; null where it needs none. */
    private @Nullable Attempt claim() {
        return ledger.change(live, () -> {
            var task = live.task();
            if (task.state().terminal() || paused()) {
                return null; // cancelled, or paused, while it waited
            }
            ledger.checkFence(live, live.attempt());
            if (task.state() instanceof TaskState.Canceling) {
                end(null, Refusals.canceled()); // the server went down before it could be
                return null;
            }
            var attempt = attempts.get();
            ledger.write(live, task.begun(ledger.now()), attempt, null);
            return attempt;
        });
    }

    private void succeed(Attempt attempt, Outcome outcome) throws InterruptedException {
        try {
            ledger.change(live, () -> {
                ledger.checkFence(live, attempt);
                var result = outcome.publish().get();
                var now = ledger.now();
                ledger.end(live, attempt.withSteps(live.task()).ended(new TaskState.Succeeded(now, result), now));
                return true;
            });
        } catch (TaskFencedException e) {
            throw e;
        } catch (RuntimeException e) {
            stopped(attempt, e);
            return;
        }
        try {
            outcome.afterwards().run();
        } catch (RuntimeException e) {
            log.atError().addKeyValue("task", live.uuid()).setCause(e).log("what was left to do after a task failed");
        }
        if (live.task().operation().makesRoom()) {
            wakeOthers.run();
        }
    }

    /** The work did not come to its end: because it was cancelled, the server stops, it is to be tried again, or it failed. */
    private void stopped(Attempt attempt, Throwable why) throws InterruptedException {
        boolean goesOn = ledger.change(live, () -> {
            ledger.checkFence(live, attempt);
            if (live.task().state() instanceof TaskState.Canceling) {
                end(attempt, Refusals.canceled());
                return false;
            }
            if (live.left()) {
                return true; // left as it is, whatever was thrown: it goes on at the next start
            }
            if (live.stoppable().cut()) {
                suspend(attempt, pausing(live.task().handling()), 0);
                return false;
            }
            int futile = attempt.cameFurther() ? 0 : live.task().handling().futileAttempts() + 1;
            if (live.task().operation().waitsForHealing() && futile <= Healing.attempts(why)) {
                suspend(attempt, waiting(why, futile), futile);
                return false;
            }
            if (!(why instanceof FailureException)) {
                log.atError().addKeyValue("task", live.uuid()).setCause(why).log("task failed in a way not foreseen");
            }
            end(attempt, Failure.of(why));
            return false;
        });
        if (goesOn) {
            throw new InterruptedException("the server stops");
        }
    }

    /** Why a task waits that is tried again; where few attempts are made, also which it was and when the next follows at the latest. */
    private String waiting(Throwable why, int futile) {
        var message = Objects.requireNonNullElse(why.getMessage(), "");
        int most = Healing.attempts(why);
        if (futile == 0 || Healing.patient(most)) {
            return message;
        }
        var next = ledger.now().plus(settings.retryAfter(suspensions + 1)).truncatedTo(ChronoUnit.SECONDS);
        return message + "; attempt " + futile + " of " + (most + 1) + " that came no further, the next at " + next;
    }

    /** Why a task waits that was paused, or has been and is resumed already. */
    static String pausing(Handling handling) {
        return handling.paused() ? "paused by " + handling.pausedBy() : "resumed";
    }

    /** Inside a transaction. */
    private void suspend(Attempt attempt, String reason, int futileAttempts) {
        var task = attempt.withSteps(live.task());
        ledger.suspend(
                live,
                task.withState(new TaskState.Suspended(reason))
                        .withHandling(task.handling().withFutileAttempts(futileAttempts)));
    }

    /** Ends the task without a result; inside a transaction. */
    private void end(@Nullable Attempt attempt, Failure failure) {
        work.abandon(live.task().operation());
        var now = ledger.now();
        var state = failure.reason() == Reason.TASK_CANCELED
                ? new TaskState.Canceled(now, failure)
                : new TaskState.Failed(now, failure);
        var task = attempt == null ? live.task() : attempt.withSteps(live.task());
        ledger.end(live, task.ended(state, now));
    }
}
