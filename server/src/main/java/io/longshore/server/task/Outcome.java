package io.longshore.server.task;

import java.util.function.Supplier;

/**
 * What a task's work has come to.
 *
 * @param publish the last changes in the catalog, in the transaction that ends the task; gives the result
 * @param afterwards what is done on storages once that is committed, such as writing a tombstone; a crash before it is mended by the storage's
 *     reconciler, and a failure in it is logged
 */
public record Outcome(Supplier<Result> publish, Runnable afterwards) {
    /** An outcome with nothing to do afterwards. */
    public static Outcome of(Supplier<Result> publish) {
        return new Outcome(publish, () -> {});
    }
}
