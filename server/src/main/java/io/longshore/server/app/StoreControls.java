package io.longshore.server.app;

import io.longshore.server.driver.ByteRate;
import io.longshore.server.driver.zstore.blob.BlobMeter;
import io.longshore.server.driver.zstore.blob.BlobMeter.Tally;
import io.longshore.server.driver.zstore.blob.BlobMeter.Verb;
import io.longshore.server.driver.zstore.blob.BlobStore;
import io.longshore.server.driver.zstore.blob.ForwardingBlobStore;
import io.longshore.server.driver.zstore.blob.MeteredBlobStore;
import io.longshore.server.driver.zstore.blob.RateLimitedBlobStore;
import io.longshore.server.storage.StorageOptions;
import io.longshore.server.storage.StorageOptions.Verification;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the server has in its hand of one storage's blobs while they are used: their rate, how they are verified, and what became of the calls. */
final class StoreControls {
    private static final Logger log = LoggerFactory.getLogger(StoreControls.class);

    private final String uuid;
    private final ByteRate rate = new ByteRate(ByteRate.UNLIMITED);
    private final BlobMeter meter = new BlobMeter();
    private final Map<Verb, Tally> reported = new EnumMap<>(Verb.class);
    private volatile Verification verification = Verification.USUAL;

    StoreControls(String uuid) {
        this.uuid = uuid;
    }

    /** Sets what counts at once. */
    void change(StorageOptions options) {
        rate.change(options.bytesPerSecond());
        verification = options.verification();
    }

    /** A store that obeys. Each try of a call is measured, if the wrapper that tries again is put around it. */
    BlobStore obeyedBy(BlobStore store) {
        return new Verified(new RateLimitedBlobStore(new MeteredBlobStore(store, meter), rate));
    }

    private final class Verified extends ForwardingBlobStore {
        Verified(BlobStore inner) {
            super(inner);
        }

        @Override
        public boolean comparesChecksums() throws IOException {
            return verification != Verification.READ_BACK && super.comparesChecksums();
        }
    }

    /** Logs what became of the calls since the last report, where there were any. */
    synchronized void report() {
        for (var verb : Verb.values()) {
            var now = meter.tally(verb);
            var before = reported.put(verb, now);
            var since = before == null ? now : now.minus(before);
            if (since.calls() > 0) {
                log.atInfo()
                        .addKeyValue("storage", uuid)
                        .addKeyValue("verb", verb)
                        .addKeyValue("calls", since.calls())
                        .addKeyValue("failures", since.failures())
                        .addKeyValue("bytes", since.bytes())
                        .addKeyValue("seconds", since.time().toMillis() / 1000.0)
                        .log("storage used");
            }
        }
    }
}
