package io.longshore.server.rpc;

import io.longshore.server.query.Page;
import io.longshore.server.query.Query;
import io.longshore.server.task.Caller;

/** Finds a page of the resources that the caller may see; {@code UNKNOWN_FIELD}, {@code INVALID_ARGUMENT}. */
@FunctionalInterface
public interface FindPage<T> {
    Page<T> list(Caller caller, Query query);
}
