package io.longshore.server.driver.zstore.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.server.driver.StorageUnavailableException;
import io.longshore.server.driver.zstore.blob.FaultyBlobStore.Verb;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetryingBlobStoreTest extends BlobStoreContract {
    private static final BlobKey KEY = new BlobKey("owner/1");
    private static final RetryPolicy POLICY = new RetryPolicy(3, Duration.ofMillis(200), Duration.ofSeconds(8));

    @TempDir
    Path folder;

    private final List<Duration> pauses = new ArrayList<>();
    private FaultyBlobStore faults;
    private BlobStore store;

    @BeforeEach
    void wrap() throws IOException {
        faults = new FaultyBlobStore(new FileBlobStore(folder));
        store = new RetryingBlobStore(faults, POLICY, pauses::add);
    }

    /** For the contract: a wrapper keeps what it wraps promises. */
    @Override
    protected BlobStore open() throws IOException {
        return new RetryingBlobStore(new FileBlobStore(folder), POLICY);
    }

    private static IOException reset() {
        return new RemoteException(RemoteException.CONNECTION, "reset", new IOException("reset"));
    }

    /** A file system in memory has no other reads than from memory. */
    @Override
    protected Set<String> notOffered() {
        return Set.of("direct-reads");
    }

    @Test
    void whatMayPassIsTriedAgainAfterAPause() throws IOException {
        faults.on(Verb.READ).fail(RetryingBlobStoreTest::reset);
        faults.on(Verb.READ).fail(RetryingBlobStoreTest::reset);
        assertThat(store.size(KEY)).isEmpty();
        assertThat(pauses).hasSize(2);
    }

    @Test
    void nothingIsTriedForEver() {
        for (int i = 0; i < 3; i++) {
            faults.on(Verb.READ).fail(RetryingBlobStoreTest::reset);
        }
        assertThatThrownBy(() -> store.size(KEY))
                .isInstanceOf(StorageUnavailableException.class)
                .hasCauseInstanceOf(RemoteException.class);
        assertThat(pauses).hasSize(2);
    }

    @Test
    void whatWillNotPassIsToldAtOnce() {
        faults.on(Verb.READ).fail(() -> new AccessDeniedException("no"));
        faults.on(Verb.LIST).fail(() -> new RemoteException("http 501", "no", new IOException()));
        assertThatThrownBy(() -> store.size(KEY)).isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> store.list("owner", _ -> {})).isInstanceOf(RemoteException.class);
        assertThat(pauses).isEmpty();
    }

    @Test
    void aPutWhoseAnswerWasLostHasPut() throws IOException {
        faults.on(Verb.PUT).loseAnswer(RetryingBlobStoreTest::reset);
        assertThat(store.putIfAbsent(KEY, new byte[] {1})).isTrue();
        assertThat(pauses).hasSize(1);
        assertThat(store.putIfAbsent(KEY, new byte[] {1})).isFalse();
    }

    @Test
    void aPutThatSomebodyElseWonMeanwhileHasNot() throws IOException {
        faults.on(Verb.PUT).fail(RetryingBlobStoreTest::reset);
        store = new RetryingBlobStore(faults, POLICY, pause -> {
            try {
                faults.putIfAbsent(KEY, new byte[] {2});
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(store.putIfAbsent(KEY, new byte[] {1})).isFalse();
        assertThat(read(store, KEY, 0, 1)).containsExactly(2);
    }

    @Test
    void aDeleteWhoseAnswerWasLostHasDeleted() throws IOException {
        put(store, KEY, 1);
        faults.on(Verb.DELETE).loseAnswer(RetryingBlobStoreTest::reset);
        assertThat(store.delete(KEY)).isTrue();
        assertThat(store.delete(KEY)).isFalse();
    }

    @Test
    void aListingIsSeenOnce() throws IOException {
        put(store, KEY, 1);
        faults.on(Verb.LIST).loseAnswer(RetryingBlobStoreTest::reset);
        var seen = new ArrayList<BlobInfo>();
        store.list("owner", seen::add);
        assertThat(seen).containsExactly(new BlobInfo(KEY.path(), 1));
    }

    @Test
    void aWriteGoesOnWithTheSameBytes() throws IOException {
        faults.on(Verb.WRITE).after(1).fail(RetryingBlobStoreTest::reset);
        faults.on(Verb.COMMIT).fail(RetryingBlobStoreTest::reset);
        try (var writer = store.create(KEY, "writer")) {
            writer.write(ByteBuffer.wrap(new byte[] {1}));
            var bytes = ByteBuffer.wrap(new byte[] {2, 3});
            writer.write(bytes);
            assertThat(bytes.remaining()).isZero();
            writer.commit();
        }
        assertThat(read(store, KEY, 0, 3)).containsExactly(1, 2, 3);
    }

    @Test
    void pausesDoubleUpToTheLongest() {
        assertThat(POLICY.pause(1, 0)).isEqualTo(Duration.ofMillis(200));
        assertThat(POLICY.pause(3, 0)).isEqualTo(Duration.ofMillis(800));
        assertThat(POLICY.pause(3, 1)).isEqualTo(Duration.ofMillis(400));
        assertThat(POLICY.pause(60, 0)).isEqualTo(Duration.ofSeconds(8));
    }
}
