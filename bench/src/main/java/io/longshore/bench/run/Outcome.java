package io.longshore.bench.run;

import java.util.List;

/**
 * What came out of a work.
 *
 * @param all the contenders; Longshore, to which the bars apply, is the first
 * @param peakResidentBytes the most memory that the server's process had while the work went on
 */
public record Outcome(Work work, List<Measured> all, List<Bar> bars, long peakResidentBytes) {
    /** A bar and how Longshore stands to it. */
    public record Verdict(Bar bar, double found, boolean reached) {}

    public Measured ours() {
        return all.getFirst();
    }

    /** Times Longshore's median goes into a contender's: above 1 Longshore is faster. */
    public double timesFaster(Measured peer) {
        return peer.median() / ours().median();
    }

    public List<Verdict> verdicts() {
        return bars.stream().map(this::verdict).toList();
    }

    private Verdict verdict(Bar bar) {
        return switch (bar) {
            case Bar.Seconds seconds -> new Verdict(bar, ours().median(), ours().median() <= seconds.atMost());
            case Bar.Ratio ratio -> {
                double found = ours().median() / named(ratio.peer()).median();
                yield new Verdict(bar, found, found <= ratio.atMost());
            }
        };
    }

    private Measured named(String name) {
        return all.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("bar against " + name + ", who does not take part"));
    }
}
