package io.longshore.server.task;

import io.longshore.server.task.Handling.Priority;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/** Room for so many tasks at a time. Who waits gets it by priority, and among equals in the order of coming; a priority may change meanwhile. Thread-safe. */
final class Places {
    private final List<Waiting> waiting = new ArrayList<>();
    private int free;
    private long comers;

    Places(int places) {
        this.free = places;
    }

    private record Waiting(Supplier<Priority> priority, long number) {}

    /** Takes a place if one is free that nobody waits for. */
    synchronized boolean tryTake() {
        if (free == 0 || !waiting.isEmpty()) {
            return false;
        }
        free--;
        return true;
    }

    /** Waits for a place. */
    synchronized void take(Supplier<Priority> priority) throws InterruptedException {
        var own = new Waiting(priority, comers++);
        waiting.add(own);
        try {
            while (free == 0 || first().number() != own.number()) {
                wait();
            }
            free--;
        } finally {
            waiting.remove(own);
            notifyAll();
        }
    }

    private Waiting first() {
        return waiting.stream()
                .min(Comparator.<Waiting, Priority>comparing(
                                each -> each.priority().get())
                        .reversed()
                        .thenComparingLong(Waiting::number))
                .orElseThrow();
    }

    /** Gives a place back. */
    synchronized void giveBack() {
        free++;
        notifyAll();
    }

    /** A priority has changed. */
    synchronized void reconsider() {
        notifyAll();
    }
}
