package io.longshore.server.driver.zstore.blob.s3;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;

/** The client for one storage's settings. It asks once: whoever wants to ask again does so above. */
final class S3Connection implements AutoCloseable {
    private final LongAdder requests = new LongAdder();
    private final S3Client client;

    S3Connection(S3Settings settings) throws IOException {
        var http = Apache5HttpClient.builder()
                .maxConnections(settings.connections())
                .connectionTimeout(settings.timeout())
                .connectionAcquisitionTimeout(settings.timeout().multipliedBy(10)) // all are in use by others of ours
                .socketTimeout(settings.timeout());
        if (settings.certificates().isPresent()) {
            var trust = trust(settings.certificates().get());
            http.tlsTrustManagersProvider(() -> trust);
        }
        var builder = S3Client.builder()
                .httpClientBuilder(http)
                .region(Region.of(settings.region()))
                .credentialsProvider(credentials(settings.credentials()))
                .forcePathStyle(settings.pathStyle())
                // the bytes at hand are signed as a whole: not every server knows signatures in pieces
                .serviceConfiguration(
                        S3Configuration.builder().chunkedEncodingEnabled(false).build())
                // each write brings a CRC of its own; what is read has digests of its own
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(override ->
                        override.retryStrategy(AwsRetryStrategy.doNotRetry()).addExecutionInterceptor(new Counting()));
        settings.endpoint().ifPresent(builder::endpointOverride);
        this.client = builder.build();
    }

    S3Client client() {
        return client;
    }

    long requests() {
        return requests.sum();
    }

    @Override
    public void close() {
        client.close();
    }

    private final class Counting implements ExecutionInterceptor {
        @Override
        public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
            requests.increment();
        }
    }

    private static AwsCredentialsProvider credentials(S3Credentials credentials) {
        return switch (credentials) {
            case S3Credentials.Keys keys -> () -> reveal(keys);
            case S3Credentials.Profile(var name, var file) -> {
                var provider = ProfileCredentialsProvider.builder().profileName(name);
                file.ifPresent(path -> provider.profileFile(ProfileFile.builder()
                        .content(path)
                        .type(ProfileFile.Type.CREDENTIALS)
                        .build()));
                yield provider.build();
            }
            case S3Credentials.Ambient() -> DefaultCredentialsProvider.builder().build();
        };
    }

    private static AwsCredentials reveal(S3Credentials.Keys keys) {
        try {
            var access = keys.accessKey().reveal();
            var secret = keys.secretKey().reveal();
            return keys.sessionToken().isPresent()
                    ? AwsSessionCredentials.create(
                            access, secret, keys.sessionToken().get().reveal())
                    : AwsBasicCredentials.create(access, secret);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TrustManager[] trust(Path file) throws IOException {
        try (var in = new BufferedInputStream(Files.newInputStream(file))) {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("certificate-" + number++, certificate);
            }
            if (number == 0) {
                throw new IOException(file + ": no certificates (expected: PEM)");
            }
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException e) {
            throw new IOException(file + ": " + e.getMessage() + " (expected: certificates in PEM)", e);
        }
    }
}
