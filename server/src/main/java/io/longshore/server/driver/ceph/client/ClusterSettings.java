package io.longshore.server.driver.ceph.client;

import java.time.Duration;
import java.util.Map;

/**
 * How a Ceph cluster is reached.
 *
 * @param monitors addresses of its monitors, as {@code mon_host} takes them: {@code 10.0.0.1:6789,10.0.0.2}
 * @param user whom we are, without the {@code client.}; it needs {@code profile rbd} on monitors and OSDs, and {@code allow r} for the figures of the pool
 * @param credentials how that is proved
 * @param answerLimit how long a monitor or an OSD may take to answer; at least 1 s
 * @param options more client options, by Ceph's names; they win over ours
 */
public record ClusterSettings(
        String monitors, String user, Credentials credentials, Duration answerLimit, Map<String, String> options) {
    /** How long one may take to answer where nothing else was said: above what a failing OSD takes to be noticed. */
    public static final Duration DEFAULT_ANSWER_LIMIT = Duration.ofSeconds(30);

    public ClusterSettings {
        if (monitors.isBlank()) {
            throw new IllegalArgumentException("monitors: none (expected: at least one address)");
        }
        if (answerLimit.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("answerLimit: " + answerLimit + " (expected: >= PT1S)");
        }
        options = Map.copyOf(options);
    }

    /** How long to wait for what was asked for asynchronously: it may be several requests to OSDs, one after the other. */
    Duration patience() {
        return answerLimit.multipliedBy(3);
    }

    /** Never the key. */
    @Override
    public String toString() {
        return "client." + user + " at " + monitors;
    }

    /** How a user proves to be one. */
    public sealed interface Credentials {
        /** The secret itself, base64. */
        record Key(String secret) implements Credentials {
            @Override
            public String toString() {
                return "a key";
            }
        }

        /** A keyring file on this machine. */
        record Keyring(String path) implements Credentials {}

        /** A cluster that asks for none. */
        record None() implements Credentials {}
    }
}
