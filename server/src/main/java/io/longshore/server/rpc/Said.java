package io.longshore.server.rpc;

import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Fields that a caller may leave out. */
final class Said {
    private Said() {}

    /** A Merkle root as the domain writes it; null where none was said. */
    static @Nullable String root(String hex) {
        return hex.isEmpty() ? null : hex.toLowerCase(Locale.ROOT);
    }

    /** Puts a value where one was said. */
    static <T> void put(@Nullable T value, Consumer<T> field) {
        if (value != null) {
            field.accept(value);
        }
    }
}
