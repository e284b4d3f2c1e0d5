package io.longshore.server.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A password or key, by reference where possible. Looked up when it is used, so that a changed one is found. */
public sealed interface Secret {
    /**
     * The secret itself, without the line feed that a file ends with.
     *
     * @throws IOException when what is referred to is not there, or empty
     */
    String reveal() throws IOException;

    /** The value of an environment variable of the server. */
    record Environment(String name) implements Secret {
        @Override
        public String reveal() throws IOException {
            var value = System.getenv(name);
            if (value == null || value.isEmpty()) {
                throw new IOException("environment variable " + name + ": not set (expected: a secret)");
            }
            return value;
        }
    }

    /** The content of a file on the server's machine. */
    record File(Path path) implements Secret {
        @Override
        public String reveal() throws IOException {
            var value = Files.readString(path).stripTrailing();
            if (value.isEmpty()) {
                throw new IOException(path + ": empty (expected: a secret)");
            }
            return value;
        }
    }

    /** The secret itself, for callers who have no better place for it. Never printed. */
    record Given(String value) implements Secret {
        @Override
        public String reveal() {
            return value;
        }

        @Override
        public String toString() {
            return "Given[hidden]";
        }
    }
}
