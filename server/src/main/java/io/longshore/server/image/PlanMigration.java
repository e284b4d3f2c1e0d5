package io.longshore.server.image;

import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.storage.RawConversion;
import io.longshore.server.storage.StorageAccess;
import io.longshore.server.task.Caller;
import io.longshore.server.task.Outcome;
import io.longshore.server.task.TaskContext;
import io.longshore.server.task.Work;
import io.longshore.server.transfer.TransferEngine;
import java.util.List;
import java.util.Map;

/** The dry run of {@link MigrateImage}: the same checks and the same walk, and nothing claimed or written. */
public final class PlanMigration implements Work<ImageOperation.PlanMigration> {
    private final MigrateImage migration;
    private final ImageAccess access;
    private final StorageAccess storages;
    private final TransferEngine engine;

    public PlanMigration(MigrateImage migration, Images images, StorageAccess storages, TransferEngine engine) {
        this.migration = migration;
        this.access = new ImageAccess(images);
        this.storages = storages;
        this.engine = engine;
    }

    @Override
    public void accept(Caller caller, ImageOperation.PlanMigration operation) {
        migration.check(caller, operation.migration());
    }

    @Override
    public Outcome run(ImageOperation.PlanMigration operation, TaskContext context) throws InterruptedException {
        var image = access.find(Caller.SERVER, operation.imageUuid());
        var destination = storages.driverOrWait(operation.migration().destinationUuid());
        if (RawConversion.needed(destination, image.format())) {
            throw new FailureException(
                    Reason.INVALID_ARGUMENT,
                    "dry_run: image " + image.uuid()
                            + " is made raw on its way, and what is sent then is not known before (expected: raw)",
                    Map.of("field", "dry_run"));
        }
        var disks = List.of(migration.disk(image, operation.migration()));
        var plan = engine.plan(disks, destination, context).getFirst();
        return Outcome.of(() -> new ImageResult.Planned(image, plan));
    }

    /** Nothing was claimed. */
    @Override
    public void abandon(ImageOperation.PlanMigration operation) {}
}
