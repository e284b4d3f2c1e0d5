package io.longshore.server.catalog;

import java.io.IOException;

/** A later release has changed the catalog; its message tells that to a person in a sentence. Nothing was changed. */
public final class NewerCatalogException extends IOException {
    private static final long serialVersionUID = 1;

    NewerCatalogException(String found, String known) {
        super("catalog: of schema version " + found + ", which a later release of Longshore made (expected: at most "
                + known + "; start that release, or put the copy back that it made before)");
    }
}
