package io.longshore.server.content;

import io.longshore.server.task.Caller;
import java.util.Optional;

/** Reads images and volume backups as they are stored. */
@SuppressWarnings("DoNotCallSuggester") // until it reads
public final class Reads {
    /**
     * What to read.
     *
     * @param offset the first byte
     * @param length how many bytes; 0 for all to the end
     */
    public record Range(long offset, long length) {}

    /** Starts to read an image. Fails as the contract's Read says. */
    public Reading image(Caller caller, String uuid, Optional<String> backupStorageUuid, Range range) {
        throw new UnsupportedOperationException();
    }

    /** Starts to read a volume backup. Fails as the contract's Read says. */
    public Reading volumeBackup(Caller caller, String uuid, Optional<String> backupStorageUuid, Range range) {
        throw new UnsupportedOperationException();
    }
}
