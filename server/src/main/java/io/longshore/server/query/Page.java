package io.longshore.server.query;

import java.util.List;
import java.util.OptionalLong;

/**
 * A page of a list.
 *
 * @param items the page's resources
 * @param nextPageToken where the next page begins; empty on the last
 * @param totalSize how many there are on all pages, where it was asked for
 */
public record Page<T>(List<T> items, String nextPageToken, OptionalLong totalSize) {
    public Page {
        items = List.copyOf(items);
    }
}
