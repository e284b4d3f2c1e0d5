package io.longshore.server.task;

import java.util.List;
import java.util.Set;

/** An operation that does nothing to anything. */
record Chore(String name, Set<Hold> holds, boolean cancelable) implements Operation {
    Chore {
        holds = Set.copyOf(holds);
    }

    static Chore named(String name) {
        return new Chore(name, Set.of(), true);
    }

    static Chore holding(String name, Hold... holds) {
        return new Chore(name, Set.of(holds), true);
    }

    static Chore makingRoom() {
        return named("make room");
    }

    @Override
    public boolean makesRoom() {
        return name.equals("make room");
    }

    @Override
    public List<String> resources() {
        return holds.stream().map(Hold::uuid).toList();
    }

    /** What a chore gives. */
    record Done(String text) implements Result {}
}
