package io.longshore.rest.http;

import io.longshore.rest.facade.TextRefusal;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a request's headers say of its job.
 *
 * @param uuid the job's uuid as the caller wrote it; null where the caller names none
 * @param held whether the call waits for the job's end
 * @param patience how long a held call waits; empty for as long as it takes
 * @param timeoutMillis what {@code X-API-Timeout} says; null without it
 */
record JobHeaders(
        @Nullable String uuid,
        boolean held,
        Optional<Duration> patience,
        @Nullable Long timeoutMillis) {
    private static final int UUID_LENGTH = 32;

    /** The longest wait that is counted; beyond it the original's own jobs have timed out. */
    private static final long MAX_WAIT_SECONDS = Duration.ofDays(3).toSeconds();

    /**
     * Reads {@code X-Job-UUID}, {@code X-API-Timeout} and {@code Prefer} (RFC 7240: {@code respond-async}, {@code wait}, {@code wait=seconds}).
     * Without any of them the call is held; with a job's uuid it is not, unless it prefers to wait.
     */
    static JobHeaders of(RestRequest request) {
        var uuid = request.header("x-job-uuid");
        if (uuid != null && uuid.length() != UUID_LENGTH) {
            throw new TextRefusal(400, "Invalid header[X-Job-UUID], it must be a UUID with '-' stripped");
        }
        boolean async = false;
        boolean wait = false;
        Optional<Duration> patience = Optional.empty();
        for (var preference :
                Optional.ofNullable(request.header("prefer")).orElse("").split("[,;]", -1)) {
            var word = preference.trim().toLowerCase(Locale.ROOT);
            async |= word.equals("respond-async");
            wait |= word.equals("wait") || word.startsWith("wait=");
            patience = word.startsWith("wait=") ? seconds(word.substring("wait=".length())) : patience;
        }
        boolean impatient = patience.filter(Duration::isZero).isPresent();
        boolean held = !impatient && (wait || (uuid == null && !async));
        return new JobHeaders(uuid, held, patience, timeout(request));
    }

    private static Optional<Duration> seconds(String text) {
        try {
            var seconds = Long.parseLong(text.trim());
            return Optional.of(Duration.ofSeconds(Math.clamp(seconds, 0, MAX_WAIT_SECONDS)));
        } catch (NumberFormatException _) {
            return Optional.empty(); // a preference that is not understood is passed over, as RFC 7240 asks
        }
    }

    private static @Nullable Long timeout(RestRequest request) {
        var text = request.header("x-api-timeout");
        try {
            return text == null ? null : Math.multiplyExact(Long.parseLong(text.trim()), 1000L);
        } catch (NumberFormatException | ArithmeticException e) {
            throw new TextRefusal(
                    500, "Invalid header[X-API-Timeout], [%s] is not a number of seconds".formatted(text));
        }
    }
}
