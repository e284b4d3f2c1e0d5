package io.longshore.server.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts secrets with AES-256-GCM. The nonce is made of the secret itself (its HMAC under a key of its own), so that equal secrets give equal texts: a
 * repeated request is then known as the same one, and no nonce serves two secrets. Thread-safe.
 */
public final class SecretBox {
    /** Bytes of the key. */
    public static final int KEY_BYTES = 32;

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKey encryption;
    private final SecretKey nonces;

    /** @param key {@link #KEY_BYTES} random bytes; who has them can read all secrets */
    public SecretBox(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("key: " + key.length + " bytes (expected: " + KEY_BYTES + ")");
        }
        encryption = new SecretKeySpec(derive(key, "encryption"), "AES");
        nonces = new SecretKeySpec(derive(key, "nonces"), "HmacSHA256");
    }

    /** Encrypts. */
    public SealedSecret seal(String secret) {
        var plain = secret.getBytes(StandardCharsets.UTF_8);
        var nonce = Arrays.copyOf(mac(nonces, plain), NONCE_BYTES);
        var sealed = Arrays.copyOf(nonce, NONCE_BYTES + plain.length + TAG_BITS / 8);
        var encrypted = crypt(Cipher.ENCRYPT_MODE, nonce, plain);
        System.arraycopy(encrypted, 0, sealed, NONCE_BYTES, encrypted.length);
        return new SealedSecret(Base64.getEncoder().encodeToString(sealed));
    }

    /**
     * Decrypts.
     *
     * @throws IllegalStateException where it was sealed with another key, or changed since
     */
    public String open(SealedSecret secret) {
        var sealed = Base64.getDecoder().decode(secret.text());
        var nonce = Arrays.copyOf(sealed, NONCE_BYTES);
        var encrypted = Arrays.copyOfRange(sealed, NONCE_BYTES, sealed.length);
        return new String(crypt(Cipher.DECRYPT_MODE, nonce, encrypted), StandardCharsets.UTF_8);
    }

    private byte[] crypt(int mode, byte[] nonce, byte[] bytes) {
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, encryption, new GCMParameterSpec(TAG_BITS, nonce));
            return cipher.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a kept secret can't be read (expected: the key that it was kept with)", e);
        }
    }

    private static byte[] derive(byte[] key, String use) {
        return mac(new SecretKeySpec(key, "HmacSHA256"), use.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] mac(SecretKey key, byte[] bytes) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
