package io.longshore.client.scenario;

import io.longshore.v1.TaskEvent;
import java.util.List;
import java.util.Optional;

/** What must be true of the events that a watcher of a task gets. */
final class Events {
    private Events() {}

    /** What is wrong; empty where all is as it should be. */
    static Optional<String> problem(List<TaskEvent> events) {
        if (events.isEmpty() || !events.getFirst().hasSnapshot()) {
            return Optional.of("the first is no snapshot");
        }
        long ends = events.stream().filter(TaskEvent::hasTerminal).count();
        if (ends != 1 || !events.getLast().hasTerminal()) {
            return Optional.of(
                    ends + " ends, the last event is " + events.getLast().getEventCase());
        }
        for (int i = 1; i < events.size(); i++) {
            long before = events.get(i - 1).getSequence();
            long after = events.get(i).getSequence();
            if (after <= before) {
                return Optional.of(after + " after " + before);
            }
        }
        return Optional.empty();
    }
}
