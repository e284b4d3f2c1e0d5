package io.longshore.cli.command;

import java.util.ArrayList;
import java.util.List;

/** Lists that come in pages, whole. */
public final class Pages {
    /** Asked of each page. The server's most: fewer calls, and a page of the largest resources still fits a message. */
    public static final int SIZE = 500;

    private Pages() {}

    /** One page, given the token of the page before it; empty for the first. */
    @FunctionalInterface
    public interface Call<P> {
        /** Fetches the page. */
        P page(String token) throws InterruptedException;
    }

    /** A page's elements. */
    @FunctionalInterface
    public interface Elements<P, T> {
        /** Takes them out. */
        List<T> of(P page);
    }

    /** The token of the page after this one. */
    @FunctionalInterface
    public interface NextToken<P> {
        /** Takes it out; empty on the last page. */
        String of(P page);
    }

    /** All elements of all pages. */
    public static <P, T> List<T> all(Call<P> call, Elements<P, T> elements, NextToken<P> next)
            throws InterruptedException {
        var all = new ArrayList<T>();
        var token = "";
        do {
            var page = call.page(token);
            all.addAll(elements.of(page));
            token = next.of(page);
        } while (!token.isEmpty());
        return all;
    }
}
