package io.longshore.server.storage;

import io.longshore.disk.TreeNode;
import io.longshore.server.driver.ReadOnlyStorageException;
import io.longshore.server.driver.ReclaimListener;
import io.longshore.server.driver.ReclaimRefusedException;
import io.longshore.server.driver.ReclaimReport;
import io.longshore.server.driver.ReclaimRequest;
import io.longshore.server.driver.StorageBusyException;
import io.longshore.server.driver.StorageDriver;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.task.Caller;
import io.longshore.server.task.Outcome;
import io.longshore.server.task.TaskContext;
import io.longshore.server.task.Work;
import io.longshore.server.transfer.TransferMonitor.StepProgress;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Gives back the space of what nothing needs, while others read and write. It waits for those who began before, and says so. What a task stored that is
 * suspended goes too, unless something else needs it: the task stores it again. Cut off at any point, it begins anew; what was decided then is gone with it.
 */
public final class ReclaimSpace implements Work<StorageOperation.ReclaimSpace> {
    /** How long to wait before a storage is asked again on which another run has not quite ended. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final StorageAccess access;
    private final AllManifestRows rows;
    private final Duration idleLimit;
    private final Duration pause;

    /** @param idleLimit how long it is held up by a task or an upload that nobody goes on with */
    public ReclaimSpace(StorageAccess access, AllManifestRows rows, Duration idleLimit) {
        this(access, rows, idleLimit, PAUSE);
    }

    ReclaimSpace(StorageAccess access, AllManifestRows rows, Duration idleLimit, Duration pause) {
        this.access = access;
        this.rows = rows;
        this.idleLimit = idleLimit;
        this.pause = pause;
    }

    @Override
    public void accept(Caller caller, StorageOperation.ReclaimSpace operation) {
        access.findOwn(caller, operation.backupStorageUuid());
        access.driver(operation.backupStorageUuid());
    }

    @Override
    public Outcome run(StorageOperation.ReclaimSpace operation, TaskContext context) throws InterruptedException {
        var report = reclaim(operation, context);
        return Outcome.of(() -> new StorageResult.Reclaimed(
                access.find(operation.backupStorageUuid()),
                report.freedBytes(),
                report.deletedPacks(),
                report.rewrittenBytes()));
    }

    private ReclaimReport reclaim(StorageOperation.ReclaimSpace operation, TaskContext context)
            throws InterruptedException {
        var uuid = operation.backupStorageUuid();
        var limit = operation.allowMoreThanHalf() ? ReclaimRequest.Limit.NONE : ReclaimRequest.Limit.HALF;
        var storage = access.driverOrWait(uuid);
        try (var telling = new Telling(context)) {
            return reclaim(storage, uuid, limit, telling);
        }
    }

    private ReclaimReport reclaim(StorageDriver storage, String uuid, ReclaimRequest.Limit limit, Telling telling)
            throws InterruptedException {
        while (true) {
            var mustExist = rows.mustExist(uuid);
            try {
                var report = storage.reclaim(new ReclaimRequest(mustExist, limit, idleLimit), telling);
                telling.finished();
                return report;
            } catch (StorageBusyException e) {
                telling.waiting(String.valueOf(e.getMessage()));
                Thread.sleep(pause);
            } catch (ReclaimRefusedException | ReadOnlyStorageException e) {
                if (mustExist.equals(rows.mustExist(uuid))) {
                    throw refused(uuid, e);
                } // else something was expunged between: look again
            } catch (IOException e) {
                throw StorageFailures.of(uuid, e);
            }
        }
    }

    private static FailureException refused(String uuid, IOException e) {
        return new FailureException(
                Reason.RECLAIM_REFUSED,
                "space of backup storage " + uuid + " was not reclaimed: " + e.getMessage(),
                Map.of("backupStorageUuid", uuid),
                e);
    }

    /**
     * Tells of a run as two steps, with the task's waiting in the first: {@code mark}, in bytes of nodes, and {@code reclaim}. A run that looks again goes on
     * in them.
     */
    private static final class Telling implements ReclaimListener, AutoCloseable {
        private final TaskContext context;
        private @Nullable StepProgress mark;
        private @Nullable StepProgress reclaim;
        private boolean waits;
        private long told;

        Telling(TaskContext context) {
            this.context = context;
        }

        @Override
        public void waiting(String reason) {
            waits = true;
            context.waitingFor(reason);
        }

        @Override
        public void marking(long nodesRead, long nodesTotal) {
            if (reclaim != null) {
                return; // told already; what is deleted is told again where that is more
            }
            var step = mark;
            if (step == null) {
                step = context.step("mark", OptionalLong.empty());
                mark = step;
            }
            goOn();
            tell(step, nodesRead * TreeNode.BYTES, nodesTotal * TreeNode.BYTES);
        }

        @Override
        public void progress(long bytesDone, long bytesTotal) {
            tell(reclaim(), bytesDone, bytesTotal);
        }

        private void tell(StepProgress step, long done, long total) {
            step.total(total);
            step.done(Math.max(0, done - told));
            told = Math.max(done, told);
        }

        void finished() {
            reclaim().end();
        }

        private StepProgress reclaim() {
            var current = reclaim;
            if (current == null) {
                goOn();
                if (mark != null) {
                    mark.end();
                }
                told = 0;
                current = context.step("reclaim", OptionalLong.empty());
                reclaim = current;
            }
            return current;
        }

        private void goOn() {
            if (waits) {
                waits = false;
                context.waitingFor("");
            }
        }

        @Override
        public void close() {
            if (mark != null) {
                mark.close();
            }
            if (reclaim != null) {
                reclaim.close();
            }
        }
    }

    @Override
    public void abandon(StorageOperation.ReclaimSpace operation) {}
}
