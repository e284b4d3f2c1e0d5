package io.longshore.server.app;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;

/**
 * Where a server's certificate and key are. They are read when the server starts: new ones need a restart.
 *
 * @param certificates PEM: the server's certificate, then those between it and its authority
 * @param key PEM: the certificate's private key, in PKCS #8 and not encrypted
 */
public record TlsFiles(Path certificates, Path key) {
    private static final Pattern PEM_KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    /** Each kind of key that certificates are made of, as the JDK names it. */
    private static final List<String> KINDS = List.of("RSA", "EC", "EdDSA");

    /** Reads both files; they fit each other. */
    KeyManagerFactory read() throws StartException {
        var chain = readCertificates();
        var read = readKey();
        try {
            if (!fits(read, chain[0].getPublicKey())) {
                throw new StartException(
                        "--tls-key: " + key + " is not the key of " + certificates + " (expected: its private key)");
            }
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            var password = new char[0]; // the store never leaves memory
            store.setKeyEntry("server", read, password, chain);
            var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, password);
            return factory;
        } catch (GeneralSecurityException | IOException e) {
            throw new StartException("--tls-cert: " + certificates + " can't be used: " + e.getMessage(), e);
        }
    }

    private Certificate[] readCertificates() throws StartException {
        var bytes = bytes("--tls-cert", certificates);
        try {
            var found = CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes));
            if (!found.isEmpty()) {
                return found.toArray(new Certificate[0]);
            }
        } catch (CertificateException _) {
            // Said below: the parser's own words are about bytes.
        }
        throw new StartException("--tls-cert: " + certificates + " has no certificates (expected: PEM)");
    }

    private PrivateKey readKey() throws StartException {
        var pem = PEM_KEY.matcher(new String(bytes("--tls-key", key), StandardCharsets.ISO_8859_1));
        if (pem.find()) {
            var encoded = Base64.getMimeDecoder().decode(pem.group(1));
            for (var kind : KINDS) {
                try {
                    return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(encoded));
                } catch (InvalidKeySpecException _) {
                    // Another kind's.
                } catch (GeneralSecurityException e) {
                    throw new StartException("--tls-key: " + key + " can't be used: " + e.getMessage(), e);
                }
            }
        }
        throw new StartException("--tls-key: " + key
                + " has no private key in PKCS #8 (expected: what `openssl pkcs8 -topk8 -nocrypt` makes of one)");
    }

    private static byte[] bytes(String flag, Path file) throws StartException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new StartException(flag + ": " + file + " is not there (expected: a PEM file)", e);
        } catch (IOException e) {
            throw new StartException(flag + ": " + file + " can't be read: " + e.getMessage(), e);
        }
    }

    private static boolean fits(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
        var algorithm = key.getAlgorithm();
        var signature = Signature.getInstance(
                switch (algorithm) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> algorithm;
                });
        var text = "does this key fit?".getBytes(StandardCharsets.US_ASCII);
        signature.initSign(key);
        signature.update(text);
        var signed = signature.sign();
        try {
            signature.initVerify(certified);
            signature.update(text);
            return signature.verify(signed);
        } catch (InvalidKeyException _) {
            return false; // of another kind
        }
    }
}
