package io.longshore.server.driver.promise;

import io.longshore.server.driver.StorageFullException;
import io.longshore.server.driver.StorageUnavailableException;
import java.io.IOException;
import java.io.InterruptedIOException;

/**
 * One promise and how to try it.
 *
 * @param name lower-case letters and dashes; never another one's
 * @param promise what is promised, a sentence
 */
public record Trial(String name, String promise, Trying trying) {
    /** Tries a promise. What it fails with counts as the promise's breach. */
    @FunctionalInterface
    public interface Trying {
        /** Leaves nothing that the folder's removal does not take along. */
        Finding run() throws IOException, InterruptedException;
    }

    /**
     * Runs the trial.
     *
     * @throws IOException when nothing could be found out: the server does not answer, or has no room
     */
    public Promise run() throws IOException, InterruptedException {
        try {
            return of(trying.run());
        } catch (StorageUnavailableException | StorageFullException | InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            return of(Finding.broken("failed: " + e.getMessage()));
        }
    }

    private Promise of(Finding finding) {
        return new Promise(name, promise, finding.outcome(), finding.details());
    }
}
