package io.longshore.server.catalog;

import java.util.regex.Pattern;

/**
 * The contract's patterns: {@code %} stands for any characters and {@code _} for one, unless a backslash stands before them. A backslash before anything
 * else stands for itself.
 */
final class LikePattern {
    static final char ESCAPE = '\\';

    private LikePattern() {}

    /** The pattern for SQL's LIKE with {@link #ESCAPE}, in which each backslash escapes something, as PostgreSQL insists. */
    static String sql(String pattern) {
        var sql = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            sql.append(c);
            if (c == ESCAPE) {
                boolean escapes = i + 1 < pattern.length() && "%_\\".indexOf(pattern.charAt(i + 1)) >= 0;
                sql.append(escapes ? pattern.charAt(++i) : ESCAPE);
            }
        }
        return sql.toString();
    }

    /** The same pattern for texts that are at hand. */
    static Pattern regex(String pattern) {
        var regex = new StringBuilder();
        var sql = sql(pattern);
        for (int i = 0; i < sql.length(); i++) {
            char c = sql.charAt(i);
            switch (c) {
                case '%' -> regex.append(".*");
                case '_' -> regex.append('.');
                case ESCAPE -> regex.append(Pattern.quote(String.valueOf(sql.charAt(++i))));
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    }
}
