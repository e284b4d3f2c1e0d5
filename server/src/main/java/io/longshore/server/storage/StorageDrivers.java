package io.longshore.server.storage;

import io.longshore.server.driver.StorageDriver;
import java.io.IOException;

/** Makes drivers for storages; the application says which driver is for which kind of location. */
public interface StorageDrivers {
    /**
     * Makes an empty storage and opens it. What an interrupted call for the same uuid left at the location, even a whole but unused storage, is made
     * over or taken as it is.
     *
     * @param uuid the storage's from then on
     * @throws IOException when the location can't be used: it can't be made or written, or something else lies there
     */
    StorageDriver create(String uuid, Location location, StorageOptions options) throws IOException;

    /**
     * Opens a storage that was made before.
     *
     * @throws IOException when it does not answer, or another storage than {@code uuid} lies there
     */
    StorageDriver open(String uuid, Location location, StorageOptions options) throws IOException;

    /** The uuid of the storage that lies at a location, whosever it is. */
    default String uuid(Location location, StorageOptions options) throws IOException {
        throw new IOException(location.words() + ": is of a kind that can't be adopted");
    }

    /**
     * A storage that was taken over.
     *
     * @param epoch how often space was reclaimed on it
     */
    record Adopted(StorageDriver driver, long epoch) {}

    /**
     * Takes over a storage that was made by whomever, and opens it. Whoever held it until now can only read it.
     *
     * @throws IOException when it does not answer, or no storage of this uuid lies there that can be adopted
     */
    default Adopted adopt(String uuid, Location location, StorageOptions options) throws IOException {
        throw new IOException(location.words() + ": is of a kind that can't be adopted");
    }

    /** Sets other options for an open storage, as far as they count before it is opened again. */
    default void change(String uuid, StorageOptions options) {}
}
