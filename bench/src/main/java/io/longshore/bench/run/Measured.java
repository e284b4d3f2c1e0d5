package io.longshore.bench.run;

import java.util.List;

/**
 * A contender's times.
 *
 * @param seconds of each round, in their order
 * @param remark what it said of its last round; may be empty
 */
public record Measured(String name, List<Double> seconds, String remark) {
    /** The middle one; of an even number the mean of the two in the middle. */
    public double median() {
        var sorted = seconds.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
