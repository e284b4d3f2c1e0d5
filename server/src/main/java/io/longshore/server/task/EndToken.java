package io.longshore.server.task;

import io.longshore.disk.Digest;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.task.TaskEnds.TaskEnd;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * Up to which end of a task a watcher was told.
 *
 * @param number the end's; 0 for none
 * @param check part of the digest of the task's uuid, by which the token of another catalog is told from one of this; 0 where the task is not known
 */
record EndToken(long number, long check) {
    private static final int BYTES = 2 * Long.BYTES;

    static EndToken of(TaskEnd end) {
        var digest = Digest.sha256(end.taskUuid().getBytes(StandardCharsets.US_ASCII));
        return new EndToken(end.number(), ByteBuffer.wrap(digest.bytes()).getLong());
    }

    /** Of an end about which no more is known. */
    static EndToken of(long number) {
        return new EndToken(number, 0);
    }

    /** The newest end. */
    static EndToken newest(TaskEnds ends) {
        long last = ends.last();
        return ends.after(last - 1, last, 1).stream()
                .map(EndToken::of)
                .findFirst()
                .orElseGet(() -> of(last));
    }

    /** Reads what {@link #print} wrote; empty for an empty text. */
    static Optional<EndToken> parse(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            var bytes = Base64.getUrlDecoder().decode(text);
            if (bytes.length == BYTES) {
                var parts = ByteBuffer.wrap(bytes);
                return Optional.of(new EndToken(parts.getLong(), parts.getLong()));
            }
        } catch (IllegalArgumentException _) {
            // told below
        }
        throw new FailureException(
                Reason.INVALID_ARGUMENT,
                "resume_token: " + text + " (expected: resume_token of a message of WatchTasks)",
                Map.of("field", "resume_token"));
    }

    String print() {
        var bytes = ByteBuffer.allocate(BYTES).putLong(number).putLong(check).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Whether it is of this catalog, as far as can be told, and all that ended later is still kept. */
    boolean leadsTo(TaskEnds ends) {
        return number >= ends.forgotten()
                && number <= ends.last()
                && ends.after(number - 1, number, 1).stream().allMatch(end -> of(end).equals(this));
    }
}
