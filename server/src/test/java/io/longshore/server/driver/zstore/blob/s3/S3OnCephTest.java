package io.longshore.server.driver.zstore.blob.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.driver.Secret;
import io.longshore.server.driver.ceph.CephCluster;
import io.longshore.server.driver.zstore.blob.BlobKey;
import io.longshore.server.driver.zstore.blob.BlobStore;
import io.longshore.server.driver.zstore.blob.BlobStoreContract;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract on a second S3 server, which keeps the protocol in its own way: Ceph's radosgw. */
class S3OnCephTest extends BlobStoreContract {
    private static final String BUCKET = "longshore";
    private static final String USER = "tester";

    private static final String SECRET = UUID.randomUUID().toString();

    private static CephCluster cluster;
    private static URI endpoint;

    private final String prefix = "storages/" + UUID.randomUUID();

    @BeforeAll
    static void startServer() throws Exception {
        cluster = CephCluster.start(4L << 30);
        endpoint = cluster.startGateway(USER, SECRET);
        try (var store = new S3BlobStore(settings("any"))) {
            store.client().createBucket(request -> request.bucket(BUCKET));
        }
    }

    @AfterAll
    static void endServer() throws IOException {
        cluster.close();
    }

    private static S3Settings settings(String prefix) {
        return S3Settings.of(
                endpoint,
                "us-east-1",
                BUCKET,
                prefix,
                new S3Credentials.Keys(new Secret.Given(USER), new Secret.Given(SECRET)));
    }

    @Override
    protected BlobStore open() throws IOException {
        return new S3BlobStore(settings(prefix));
    }

    /** Parts of uploads can't be read back. */
    @Override
    protected boolean showsUnfinished() {
        return false;
    }

    /** It ignores conditions at the end of an upload, knows no CRC-32C, and S3 tells of no room. */
    @Override
    protected Set<String> notOffered() {
        return Set.of("room-told", "conditional-uploads", "checksums-compared");
    }

    @Test
    void whatItDoesNotCompareIsReadBack() throws IOException {
        try (var store = open()) {
            assertThat(store.comparesChecksums()).isFalse();
            assertThat(store.shortcomings()).containsExactly(S3Probe.NO_CHECKSUMS);
        }
    }

    @Test
    void whatIsLargerThanAPartGoesUpInParts() throws IOException {
        var key = new BlobKey("packs/ab/large.pack");
        try (var store = open();
                var writer = store.create(key, "writer")) {
            for (int i = 0; i < 20; i++) {
                writer.write(ByteBuffer.allocate(1 << 20).put(0, (byte) i));
            }
            writer.commit();
            assertThat(store.size(key)).hasValue(20 << 20);
            assertThat(read(store, key, 19 << 20, 1)).containsExactly(19);
        }
    }
}
