package io.longshore.bench.work;

import io.longshore.v1.Receipt;
import java.util.Locale;

/** How things are called in reports. */
final class Names {
    private Names() {}

    /** What a receipt says of what went over. */
    static String sent(Receipt receipt) {
        var verified = receipt.getReadBackBytes() > 0
                ? receipt.getReadBack().name().replace("READ_BACK_", "").toLowerCase(Locale.ROOT) + " read back"
                : "nothing to read back";
        return mebibytes(receipt.getSentBytes()) + " sent, " + verified;
    }

    static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20));
    }
}
