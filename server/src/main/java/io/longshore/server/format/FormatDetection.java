package io.longshore.server.format;

import java.io.IOException;

/** Tells what a file is by its bytes. Trusts nothing in them. */
@SuppressWarnings("DoNotCallSuggester") // until it is there
public final class FormatDetection {
    private FormatDetection() {}

    /**
     * Finds out what a file is.
     *
     * @param said what the caller says it is; empty to find it out
     * @throws io.longshore.server.failure.FailureException {@code FORMAT_MISMATCH} when it is something else than was said; {@code FORMAT_REFERS_TO_OTHER_FILES};
     *     {@code FORMAT_UNKNOWN} when its header is damaged
     */
    public static DetectedFormat detect(FileBytes file, String said) throws IOException {
        throw new UnsupportedOperationException();
    }
}
