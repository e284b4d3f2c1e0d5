package io.longshore.server.transfer;

import static io.longshore.server.transfer.TransferFixture.MIB;
import static io.longshore.server.transfer.TransferFixture.content;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.driver.zstore.blob.BlobKey;
import io.longshore.server.driver.zstore.blob.BlobWriter;
import io.longshore.server.driver.zstore.blob.FileBlobStore;
import io.longshore.server.driver.zstore.blob.ForwardingBlobStore;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One storage that does not answer. */
class SilentStorageTest {
    @TempDir
    Path folder;

    @Test
    void holdsUpNoOtherTransfers() throws Exception {
        var content = content(40 * MIB + 1, 11);
        var place = new Silent(new FileBlobStore(Files.createDirectories(folder.resolve("silent"))));
        try (var disks = new TransferFixture(folder);
                var a = disks.storage("a");
                var b = disks.storage("b");
                var silent = disks.zstore("silent", place).create(TransferFixture.uuid("silent"));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var disk = disks.ingest(a, content).identity();
            place.silent = true;
            var waiting = threads.submit(() -> disks.copy(a, silent, disk));
            try {
                place.asked.await();
                assertThat(disks.copy(a, b, disk).sentBytes()).isPositive();
                assertThat(disks.export(b, disk)).isEqualTo(content);
            } finally {
                place.answers.countDown();
            }
            assertThat(waiting.get().sentBytes()).isPositive();
            assertThat(disks.export(silent, disk)).isEqualTo(content);
        }
    }

    /** Begins no blob before it is let. */
    private static final class Silent extends ForwardingBlobStore {
        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch answers = new CountDownLatch(1);
        private volatile boolean silent;

        Silent(FileBlobStore inner) {
            super(inner);
        }

        @Override
        public BlobWriter create(BlobKey key, String writer) throws IOException {
            if (silent) {
                asked.countDown();
                try {
                    answers.await();
                } catch (InterruptedException e) {
                    throw new InterruptedIOException();
                }
            }
            return super.create(key, writer);
        }
    }
}
