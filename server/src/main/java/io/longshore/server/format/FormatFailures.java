package io.longshore.server.format;

import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The refusals of this package. What comes from a file is shortened and made printable before a message has it. */
final class FormatFailures {
    private static final int MAX_NAME = 200;

    private FormatFailures() {}

    /** Another format than was said. */
    static FailureException mismatch(String said, DiskFormat found) {
        return new FailureException(
                Reason.FORMAT_MISMATCH,
                "format: " + found.wireName() + ", by the file's bytes (expected: " + said + ", as was said)",
                Map.of("said", said, "found", found.wireName()));
    }

    /** A header that can't be one of an undamaged file. */
    static FailureException damaged(DiskFormat format, String what) {
        return new FailureException(
                Reason.FORMAT_UNKNOWN,
                "the file begins as " + format.wireName() + " does, but its header is damaged or of an unknown kind: "
                        + what,
                Map.of("found", format.wireName()));
    }

    /**
     * A file that is not whole without another one.
     *
     * @param as what it refers to that as: a backing file, an extent, …
     * @param name the other file's name, as the file has it
     */
    static FailureException refers(DiskFormat format, String as, String name) {
        var printable = printable(name);
        return new FailureException(
                Reason.FORMAT_REFERS_TO_OTHER_FILES,
                "the " + format.wireName() + " file refers to another file as its " + as + ": " + printable
                        + " (expected: a file that is whole by itself)",
                Map.of("found", format.wireName(), "file", printable));
    }

    private static String printable(String name) {
        var text = new StringBuilder();
        name.codePoints()
                .limit(MAX_NAME)
                .map(point -> Character.isISOControl(point) ? '?' : point)
                .forEach(text::appendCodePoint);
        return text.isEmpty() ? "(no name)" : text.toString();
    }

    /** Bytes of a file as text; what is no UTF-8 is replaced. */
    static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }
}
