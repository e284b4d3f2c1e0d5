package io.longshore.bench.work;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a contender makes before its work and needs in it. */
final class Held<T> {
    private @Nullable T value;

    void hold(T made) {
        value = made;
    }

    T held() {
        return Objects.requireNonNull(value);
    }
}
