package io.longshore.server.catalog;

import io.longshore.server.task.TaskRecords;
import io.longshore.server.task.Transactions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** A catalog without the lock on its folder, so that a test can open it again as if the server that had it were gone. */
public final class OpenedCatalog implements AutoCloseable {
    private final Database database;
    private final TaskRecords tasks;

    private OpenedCatalog(Database database, StoredTypes types) {
        this.database = database;
        this.tasks = new StoredTasks(database, types);
    }

    /** Opens the catalog of a folder, with these operations and results. */
    public static OpenedCatalog in(Path folder, List<Class<? extends Record>> types) {
        var stored = new StoredTypes();
        types.forEach(type -> stored.add(type.getSimpleName(), type));
        try {
            return new OpenedCatalog(Database.open(folder.resolve("catalog.sqlite")), stored);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Transactions transactions() {
        return database;
    }

    public TaskRecords tasks() {
        return tasks;
    }

    @Override
    public void close() {
        database.close();
    }
}
