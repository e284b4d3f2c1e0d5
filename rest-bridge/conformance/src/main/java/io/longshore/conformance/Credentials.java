package io.longshore.conformance;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** Who asks. The password goes over REST as the original has it: as its digest. */
public record Credentials(String user, String password) {
    /** The values {@code user} and {@code password} of a table. */
    public Map<String, String> values() {
        try {
            var digest = MessageDigest.getInstance("SHA-512").digest(password.getBytes(StandardCharsets.UTF_8));
            return Map.of("user", user, "password", HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-512", e);
        }
    }
}
