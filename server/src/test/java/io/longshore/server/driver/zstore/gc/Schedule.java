package io.longshore.server.driver.zstore.gc;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;

/**
 * Who goes next, again and again: either every possible order, one run after the other, or one drawn from a seed. An order
 * is the row of its choices, each of so many that were open.
 */
final class Schedule {
    private record Choice(int taken, int open) {}

    private final List<Choice> choices = new ArrayList<>();
    private final Random random;
    private final boolean exhaustive;
    private int position;

    private Schedule(Random random, boolean exhaustive) {
        this.random = random;
        this.exhaustive = exhaustive;
    }

    /** All orders; {@link #next} goes to the next one. */
    static Schedule all() {
        return new Schedule(new Random(0), true);
    }

    static Schedule random(long seed) {
        return new Schedule(new Random(seed), false);
    }

    /** One of {@code open} possibilities, from 0 on. */
    int choose(int open) {
        if (position == choices.size()) {
            choices.add(new Choice(exhaustive ? 0 : random.nextInt(open), open));
        }
        return choices.get(position++).taken();
    }

    /** Goes to the next order; false after the last one. */
    boolean next() {
        position = 0;
        while (!choices.isEmpty()) {
            var last = choices.removeLast();
            if (last.taken() + 1 < last.open()) {
                choices.add(new Choice(last.taken() + 1, last.open()));
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        var text = new StringJoiner(" ");
        choices.forEach(choice -> text.add(choice.taken() + "/" + choice.open()));
        return text.toString();
    }
}
