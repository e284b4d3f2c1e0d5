package io.longshore.server.storage;

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
        while (true) {
            var mustExist = rows.mustExist(uuid);
            var request = new ReclaimRequest(mustExist, limit, idleLimit);
            try {
                return reclaim(storage, request, context);
            } catch (StorageBusyException e) {
                context.waitingFor(String.valueOf(e.getMessage()));
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

    private static ReclaimReport reclaim(StorageDriver storage, ReclaimRequest request, TaskContext context)
            throws IOException, InterruptedException {
        try (var listener = new Telling(context)) {
            var report = storage.reclaim(request, listener);
            listener.finished();
            return report;
        }
    }

    private static FailureException refused(String uuid, IOException e) {
        return new FailureException(
                Reason.RECLAIM_REFUSED,
                "space of backup storage " + uuid + " was not reclaimed: " + e.getMessage(),
                Map.of("backupStorageUuid", uuid),
                e);
    }

    /** Tells of a run as the task's waiting, and then as a step. */
    private static final class Telling implements ReclaimListener, AutoCloseable {
        private final TaskContext context;
        private @Nullable StepProgress step;
        private long told;

        Telling(TaskContext context) {
            this.context = context;
        }

        @Override
        public void waiting(String reason) {
            context.waitingFor(reason);
        }

        @Override
        public void progress(long bytesDone, long bytesTotal) {
            var current = step();
            current.total(bytesTotal);
            current.done(bytesDone - told);
            told = bytesDone;
        }

        void finished() {
            step().end();
        }

        private StepProgress step() {
            var current = step;
            if (current == null) {
                context.waitingFor("");
                current = context.step("reclaim", OptionalLong.empty());
                step = current;
            }
            return current;
        }

        @Override
        public void close() {
            if (step != null) {
                step.close();
            }
        }
    }

    @Override
    public void abandon(StorageOperation.ReclaimSpace operation) {}
}
