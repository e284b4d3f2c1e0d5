package io.longshore.server.task;

import java.util.List;
import java.util.Set;

/** What a caller asked for, as it was accepted: one record an operation, kept with its task and compared when a request_id comes again. */
public interface Operation {
    /** What the operation needs for itself while its task lives; another task that needs one of them is refused as busy. */
    Set<Hold> holds();

    /** Uuids of the resources that it is about, for lists of tasks. */
    List<String> resources();

    /** Whether its task can be cancelled; an operation without a way back cannot. */
    default boolean cancelable() {
        return true;
    }

    /** Whether its task waits for what may heal by itself, such as a storage that is away; one that asks how things are now does not. */
    default boolean waitsForHealing() {
        return true;
    }

    /** Whether its task, once it has succeeded, may have made room on a storage that others wait for. */
    default boolean makesRoom() {
        return false;
    }
}
