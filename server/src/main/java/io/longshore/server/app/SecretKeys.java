package io.longshore.server.app;

import io.longshore.server.secret.PrivateFile;
import io.longshore.server.secret.SecretBox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;

/**
 * Where the key of kept secrets comes from: the environment ({@code LONGSHORE_SECRET_KEY}, or the file that {@code LONGSHORE_SECRET_KEY_FILE} names), else a
 * file in the data folder, drawn at the first start. A key is {@link SecretBox#KEY_BYTES} bytes in base64.
 */
final class SecretKeys {
    static final String VARIABLE = "LONGSHORE_SECRET_KEY";
    static final String FILE_VARIABLE = "LONGSHORE_SECRET_KEY_FILE";
    private static final String FILE = "secret-key";

    private SecretKeys() {}

    static SecretBox box(Map<String, String> environment, Path dataFolder) throws IOException {
        var given = environment.get(VARIABLE);
        if (given != null) {
            return box(VARIABLE, given);
        }
        var named = environment.get(FILE_VARIABLE);
        var file = named == null ? dataFolder.resolve(FILE) : Path.of(named);
        if (named == null && !Files.exists(file)) {
            PrivateFile.write(file, draw() + "\n");
        }
        try {
            return box(file.toString(), Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new IOException(FILE_VARIABLE + ": " + named + " is not there (expected: a file with the key)", e);
        }
    }

    private static SecretBox box(String origin, String text) throws IOException {
        try {
            return new SecretBox(Base64.getDecoder().decode(text.strip()));
        } catch (IllegalArgumentException e) {
            throw new IOException(origin + ": no key (expected: " + SecretBox.KEY_BYTES + " bytes in base64)", e);
        }
    }

    private static String draw() {
        var key = new byte[SecretBox.KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }
}
