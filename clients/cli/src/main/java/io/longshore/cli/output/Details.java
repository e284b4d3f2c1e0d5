package io.longshore.cli.output;

import java.util.ArrayList;
import java.util.List;

/** What is to be said of one thing, a line each: a word, and what it is. Empty values are left out. */
public final class Details {
    private static final int WORD = 14;

    private final List<String> lines = new ArrayList<>();

    /** Adds a line, unless there is nothing to say. */
    public Details add(String word, String value) {
        if (!value.isEmpty()) {
            lines.add(word + " ".repeat(Math.max(1, WORD - word.length())) + Words.printable(value));
        }
        return this;
    }

    /** Adds a line for each value, the word before the first alone. */
    public Details addAll(String word, List<String> values) {
        for (int i = 0; i < values.size(); i++) {
            add(i == 0 ? word : "", values.get(i));
        }
        return this;
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }
}
