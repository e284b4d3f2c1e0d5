package io.longshore.server.query;

import java.util.List;

/**
 * What a list is asked for.
 *
 * @param conditions all must hold
 * @param orderBy {@code field} or {@code field desc}, comma-separated; empty for {@code create_time, uuid}
 * @param pageSize 1 to {@value #MAX_PAGE_SIZE}
 * @param pageToken where the page before ended; empty for the first
 * @param skip how many to leave out of the first page's front
 * @param countTotal whether all that match are to be counted
 */
public record Query(
        List<Condition> conditions, String orderBy, int pageSize, String pageToken, int skip, boolean countTotal) {
    public static final int DEFAULT_PAGE_SIZE = 50;
    public static final int MAX_PAGE_SIZE = 1000;

    public Query {
        conditions = List.copyOf(conditions);
    }
}
