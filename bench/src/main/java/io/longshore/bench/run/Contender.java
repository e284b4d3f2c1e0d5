package io.longshore.bench.run;

/**
 * One way to do a work. Only {@link #work} is timed, and the {@code sync} that follows it.
 *
 * @param name what it is called in reports, such as {@code restic copy}
 * @param before makes ready what the work begins with, anew for each round
 * @param work does it once; says what is worth knowing of it, such as bytes sent, or nothing
 * @param after clears away what the work left
 */
public record Contender(String name, Step before, Timed work, Step after) {
    /** What is not timed. */
    @FunctionalInterface
    public interface Step {
        /** Nothing to do. */
        Step NONE = () -> {};

        void run() throws Exception;
    }

    /** What is timed. */
    @FunctionalInterface
    public interface Timed {
        String run() throws Exception;
    }

    /** One that has nothing to make ready and nothing to clear away. */
    public static Contender of(String name, Timed work) {
        return new Contender(name, Step.NONE, work, Step.NONE);
    }
}
