package io.longshore.server.rpc;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Fields that a caller may leave out. */
final class Said {
    private Said() {}

    /** Puts a value where one was said. */
    static <T> void put(@Nullable T value, Consumer<T> field) {
        if (value != null) {
            field.accept(value);
        }
    }
}
