package io.longshore.server.driver.promise;

import io.longshore.server.driver.promise.Promise.Outcome;

/** What came of a trial, and what that means. */
public record Finding(Outcome outcome, String details) {
    /** All was as it should be. */
    public static final Finding HOLDS = holds("");

    /** All was as it should be; there is something to say of it all the same. */
    public static Finding holds(String details) {
        return new Finding(Outcome.HOLDS, details);
    }

    /** The server does not have it. */
    public static Finding notOffered(String meaning) {
        return new Finding(Outcome.NOT_OFFERED, meaning);
    }

    /** The server went back on it. */
    public static Finding broken(String seen) {
        return new Finding(Outcome.BROKEN, seen);
    }

    /** {@link #HOLDS} where so, else broken. */
    public static Finding holdsIf(boolean so, String otherwise) {
        return so ? HOLDS : broken(otherwise);
    }
}
