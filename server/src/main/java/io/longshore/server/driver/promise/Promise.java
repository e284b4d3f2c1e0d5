package io.longshore.server.driver.promise;

/**
 * One thing that a storage relies on, and what came of trying it.
 *
 * @param name lower-case letters and dashes; never another one's
 * @param promise what is promised, a sentence
 * @param details what was seen and what it means; may be empty where it holds
 */
public record Promise(String name, String promise, Outcome outcome, String details) {
    /** What came of it. */
    public enum Outcome {
        /** It holds. */
        HOLDS,
        /** The server does not offer it, or lets nobody find out; the storage can be used. */
        NOT_OFFERED,
        /** It was given and not kept. */
        BROKEN
    }
}
