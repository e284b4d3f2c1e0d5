package io.longshore.server.driver;

/**
 * The catalog is an older copy than the one that last collected garbage on the storage: what it says was found there may be gone. The storage is
 * read-only until it is adopted.
 */
public final class OlderCatalogException extends ReadOnlyStorageException {
    private static final long serialVersionUID = 1L;

    public OlderCatalogException(String message) {
        super(message);
    }

    /** Says by how much; the storage's epoch is the highest one that it has itself. */
    public OlderCatalogException(long catalogEpoch, long storageEpoch) {
        super("the catalog is older than the storage: epoch " + catalogEpoch + " (expected: >= " + storageEpoch + ")");
    }
}
