package io.longshore.rest.facade;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;

/** Reads as many pages of a list of {@code longshore.v1} as a query needs. */
final class Pages {
    /** The contract's largest page. */
    static final int MAX_SIZE = 1000;

    private Pages() {}

    /** A page to ask for. */
    record Ask(int size, String token, int skip, boolean count) {}

    /** A page as it was answered; {@code total} counts only where it was asked for. */
    record Page<T>(List<T> elements, String nextToken, long total) {}

    /** What was found, and how many there are in all where that was asked for. */
    record Found<T>(List<T> elements, OptionalLong total) {}

    /** Reads what a query asks for; one that asks for nothing but the number still looks at a page of one, to be told it. */
    static <T> Found<T> read(QuerySpec spec, Function<Ask, Page<T>> list) {
        int wanted = spec.countOnly() ? 0 : spec.limit();
        boolean count = spec.countOnly() || spec.withTotal();
        var first = list.apply(new Ask(Math.clamp(wanted, 1, MAX_SIZE), "", spec.start(), count));
        var elements = new ArrayList<T>(first.elements());
        var token = first.nextToken();
        while (!token.isEmpty() && elements.size() < wanted) {
            var next = list.apply(new Ask(Math.min(wanted - elements.size(), MAX_SIZE), token, 0, false));
            elements.addAll(next.elements());
            token = next.nextToken();
        }
        var found = elements.size() > wanted ? elements.subList(0, wanted) : elements;
        return new Found<>(List.copyOf(found), count ? OptionalLong.of(first.total()) : OptionalLong.empty());
    }
}
