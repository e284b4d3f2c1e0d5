package io.longshore.server.secret;

/**
 * A secret as it is kept: encrypted by a {@link SecretBox}, and equal to another one of the same key exactly where the secrets are.
 *
 * @param text in base64; safe to store, of no use without the key
 */
public record SealedSecret(String text) {
    /** Nothing of it: what is encrypted has no place in logs either. */
    @Override
    public String toString() {
        return "(secret)";
    }
}
