package io.longshore.server.driver.zstore.blob.s3;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where in S3 a storage lies and how to get there.
 *
 * @param endpoint {@code https://host[:port]}, or {@code http:} in a network of one's own; Amazon's where empty
 * @param region the region, or what the server calls its only one
 * @param bucket a bucket that exists
 * @param prefix what keys start with, without slashes at either end; empty for the whole bucket
 * @param pathStyle whether the bucket is the first part of the path rather than of the host's name
 * @param credentials who we are
 * @param certificates a file of PEM certificates that vouch for the server; those of the Java platform where empty
 * @param timeout how long to wait for a connection, and for each piece of an answer
 * @param connections open at once at most
 */
public record S3Settings(
        Optional<URI> endpoint,
        String region,
        String bucket,
        String prefix,
        boolean pathStyle,
        S3Credentials credentials,
        Optional<Path> certificates,
        Duration timeout,
        int connections) {
    /** Answers of a busy server to the completion of a large upload come after tens of seconds. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

    /** Enough for several tasks' readers and writers. */
    public static final int DEFAULT_CONNECTIONS = 32;

    private static final Pattern PREFIX = Pattern.compile("([A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*)?");

    public S3Settings {
        endpoint.ifPresent(S3Settings::checkEndpoint);
        if (region.isEmpty() || bucket.isEmpty()) {
            throw new IllegalArgumentException(
                    "region: '" + region + "', bucket: '" + bucket + "' (expected: neither of them empty)");
        }
        if (prefix.length() > 200 || !PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException(
                    "prefix: " + prefix
                            + " (expected: at most 200 of letters, digits, dot, dash and underscore, in parts joined by slashes)");
        }
        if (timeout.compareTo(Duration.ofMillis(1)) < 0 || connections < 1) {
            throw new IllegalArgumentException(
                    "timeout: " + timeout + ", connections: " + connections + " (expected: above zero)");
        }
    }

    /** Settings for any server but Amazon's, with what is usual for the rest. */
    public static S3Settings of(URI endpoint, String region, String bucket, String prefix, S3Credentials credentials) {
        return new S3Settings(
                Optional.of(endpoint),
                region,
                bucket,
                prefix,
                true,
                credentials,
                Optional.empty(),
                DEFAULT_TIMEOUT,
                DEFAULT_CONNECTIONS);
    }

    private static void checkEndpoint(URI endpoint) {
        var scheme = endpoint.getScheme();
        if (!("https".equals(scheme) || "http".equals(scheme)) || endpoint.getHost() == null) {
            throw new IllegalArgumentException("endpoint: " + endpoint + " (expected: https://host[:port])");
        }
        if (endpoint.getUserInfo() != null) {
            throw new IllegalArgumentException("endpoint: has user info (expected: credentials apart)");
        }
    }
}
