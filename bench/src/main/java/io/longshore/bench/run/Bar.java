package io.longshore.bench.run;

import java.util.Locale;

/** What Longshore is held to. */
public sealed interface Bar {
    /** At most so many times what the peer takes: 0.5 is twice as fast. */
    record Ratio(String peer, double atMost) implements Bar {
        @Override
        public String says() {
            return String.format(Locale.ROOT, "at most %.2f of %s", atMost, peer);
        }
    }

    /** At most so many seconds. */
    record Seconds(double atMost) implements Bar {
        @Override
        public String says() {
            return String.format(Locale.ROOT, "at most %.1f s", atMost);
        }
    }

    /** The bar in words. */
    String says();
}
