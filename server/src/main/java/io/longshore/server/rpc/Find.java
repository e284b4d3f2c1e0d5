package io.longshore.server.rpc;

import io.longshore.server.task.Caller;

/** Finds a resource that the caller may see; {@code …_NOT_FOUND}. */
@FunctionalInterface
public interface Find<T> {
    T find(Caller caller, String uuid);
}
