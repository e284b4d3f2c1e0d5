package io.longshore.server.driver.zstore.blob.sftp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.PublicKey;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.signature.Signature;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one key that a host may show: given, or the first that it ever showed. Thread-safe. */
final class HostKeys {
    private static final Logger log = LoggerFactory.getLogger(HostKeys.class);

    /** All storages may share one file: one of them writes at a time. */
    private static final ReentrantLock WRITING = new ReentrantLock();

    private final String name;
    private final Optional<String> given;
    private final Path knownHosts;

    HostKeys(SftpSettings settings) {
        this.name = settings.port() == 22 ? settings.host() : "[" + settings.host() + "]:" + settings.port();
        this.given = settings.hostKey().map(HostKeys::typeAndKey);
        this.knownHosts = settings.knownHosts();
    }

    /** The first two words: behind them may stand a comment. */
    private static String typeAndKey(String line) {
        var words = line.strip().split("\\s+", 3);
        if (words.length < 2) {
            throw new IllegalArgumentException("host key: " + line + " (expected: type and base64)");
        }
        return words[0] + " " + words[1];
    }

    /** The key that is expected; empty before the first connection. */
    Optional<String> expected() throws IOException {
        if (given.isPresent() || !Files.exists(knownHosts)) {
            return given;
        }
        try (var lines = Files.lines(knownHosts)) {
            return lines.filter(line -> line.startsWith(name + " ") && line.split(" ", 4).length >= 3)
                    .map(line -> typeAndKey(line.substring(name.length())))
                    .findFirst();
        }
    }

    /** Whether this is the host's key. The first one ever is, and is kept. */
    boolean accept(PublicKey shown) throws IOException {
        var key = PublicKeyEntry.toString(shown);
        WRITING.lock();
        try {
            var expected = expected();
            if (expected.isEmpty()) {
                keep(key);
                return true;
            }
            return expected.get().equals(key);
        } finally {
            WRITING.unlock();
        }
    }

    private void keep(String key) throws IOException {
        Files.createDirectories(
                Objects.requireNonNull(knownHosts.toAbsolutePath().getParent()));
        Files.writeString(knownHosts, name + " " + key + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        log.atInfo()
                .addKeyValue("host", name)
                .addKeyValue("key", key)
                .addKeyValue("file", knownHosts)
                .log("host key trusted from now on");
    }

    /** The same ways to sign, those of the expected key first: a host that has several keys shows that one. */
    List<NamedFactory<Signature>> ordered(List<NamedFactory<Signature>> factories) throws IOException {
        var expected = expected();
        if (expected.isEmpty()) {
            return factories;
        }
        var type = expected.get().substring(0, expected.get().indexOf(' '));
        return factories.stream()
                .sorted((one, other) -> Boolean.compare(signs(type, other.getName()), signs(type, one.getName())))
                .toList();
    }

    private static boolean signs(String type, String algorithm) {
        return type.equals("ssh-rsa") ? algorithm.startsWith("rsa-sha2-") : algorithm.equals(type);
    }
}
