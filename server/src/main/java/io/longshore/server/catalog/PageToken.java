package io.longshore.server.catalog;

import io.longshore.disk.Digest;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.query.Query;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Where a list goes on: behind a row with these sort values or, where they are empty, at this offset. Printed with a signature of the list and of what
 * it was asked for, so that it is of use there alone; it is no secret and proves nothing else.
 */
record PageToken(List<@Nullable String> values, long offset) {
    /** The contract's bound. */
    static final int MAX_CHARACTERS = 512;

    private static final int SIGNATURE_BYTES = 8;

    private record Content(List<@Nullable String> values, long offset) {}

    /** What a token is bound to: the list, who sees it, its conditions and its order. */
    static byte[] signature(String list, String scope, Query query) {
        var text = StoredJson.write(List.of(list, scope, query.conditions(), query.orderBy()));
        return Arrays.copyOf(
                Digest.sha256(text.getBytes(StandardCharsets.UTF_8)).bytes(), SIGNATURE_BYTES);
    }

    static String print(List<@Nullable String> values, long offset, byte[] signature) {
        var token = print(new Content(values, 0), signature);
        return token.length() <= MAX_CHARACTERS ? token : print(new Content(List.of(), offset), signature);
    }

    private static String print(Content content, byte[] signature) {
        var text = StoredJson.write(content).getBytes(StandardCharsets.UTF_8);
        var bytes = Arrays.copyOf(signature, SIGNATURE_BYTES + text.length);
        System.arraycopy(text, 0, bytes, SIGNATURE_BYTES, text.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * Reads a token; an empty one is the list's beginning.
     *
     * @param columns how many the list is sorted by
     */
    static PageToken parse(String token, byte[] signature, int columns) {
        if (token.isEmpty()) {
            return new PageToken(List.of(), 0);
        }
        try {
            var bytes = Base64.getUrlDecoder().decode(token);
            if (bytes.length < SIGNATURE_BYTES
                    || !MessageDigest.isEqual(Arrays.copyOf(bytes, SIGNATURE_BYTES), signature)) {
                throw invalid();
            }
            var text = new String(bytes, SIGNATURE_BYTES, bytes.length - SIGNATURE_BYTES, StandardCharsets.UTF_8);
            var content = StoredJson.read(text, Content.class);
            if (content.offset < 0 || (!content.values.isEmpty() && content.values.size() != columns)) {
                throw invalid();
            }
            return new PageToken(content.values, content.offset);
        } catch (IllegalArgumentException | JacksonException _) {
            throw invalid();
        }
    }

    static FailureException invalid() {
        return new FailureException(
                Reason.INVALID_ARGUMENT,
                "page_token: not one of this list (expected: next_page_token of a page with the same conditions and order)",
                Map.of("field", "page_token"));
    }
}
