package io.longshore.server.catalog;

import java.io.IOException;
import java.nio.file.Path;

/** Another server has the data folder; its message tells that to a person in a sentence. */
public final class DataFolderInUseException extends IOException {
    private static final long serialVersionUID = 1;

    DataFolderInUseException(Path folder, String owner) {
        super("data folder " + folder + " is used by another Longshore server"
                + (owner.isEmpty() ? "" : " (process " + owner + ")")
                + " (expected: one server per folder)");
    }
}
