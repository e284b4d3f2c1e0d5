package io.longshore.server.account;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * How passwords are kept and compared. What is kept is {@code pbkdf2-sha512$<iterations>$<salt>$<hash>}, salt and hash in hexadecimal, of the lower-case hex
 * SHA-512 of the password: that is all that the original API's callers send. Thread-safe.
 */
public final class Passwords {
    /** OWASP's advice for PBKDF2 with HMAC-SHA-512. */
    public static final int ITERATIONS = 210_000;

    private static final String SCHEME = "pbkdf2-sha512";
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    private final SecureRandom random = new SecureRandom();
    private final int iterations;
    private final String dummy;

    /** @param iterations the cost of what is kept from now on; what was kept before has its own */
    public Passwords(int iterations) {
        this.iterations = iterations;
        this.dummy = keep(sha512("nobody's password"));
    }

    /** What callers send in place of a password: the lower-case hex SHA-512 of its UTF-8 bytes. */
    public static String sha512(String password) {
        try {
            var digest = MessageDigest.getInstance("SHA-512").digest(password.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-512", e);
        }
    }

    /** What is to be kept of a password. */
    public String keep(String passwordSha512) {
        var salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        var hex = HexFormat.of();
        return SCHEME + "$" + iterations + "$" + hex.formatHex(salt) + "$"
                + hex.formatHex(hash(passwordSha512, salt, iterations));
    }

    /** Whether a password is the one that was kept. Takes as long for one as for another. */
    public boolean matches(String passwordSha512, String kept) {
        var parts = kept.split("\\$", -1);
        if (parts.length != 4 || !parts[0].equals(SCHEME)) {
            throw new IllegalStateException("a password is kept as " + parts[0] + " (expected: " + SCHEME + ")");
        }
        var salt = HexFormat.of().parseHex(parts[2]);
        var computed = hash(passwordSha512, salt, Integer.parseInt(parts[1]));
        return MessageDigest.isEqual(computed, HexFormat.of().parseHex(parts[3]));
    }

    /** Works as hard as {@link #matches}, for an account that is not there: how long a refusal takes tells nobody which accounts there are. */
    public void matchNobody(String passwordSha512) {
        var _ = matches(passwordSha512, dummy);
    }

    private static byte[] hash(String passwordSha512, byte[] salt, int iterations) {
        var spec = new PBEKeySpec(passwordSha512.toCharArray(), salt, iterations, HASH_BYTES * 8);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no PBKDF2 with HMAC-SHA-512", e);
        } finally {
            spec.clearPassword();
        }
    }
}
