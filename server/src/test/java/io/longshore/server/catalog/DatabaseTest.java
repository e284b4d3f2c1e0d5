package io.longshore.server.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.query.Query;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
    @TempDir
    Path folder;

    private Catalog catalog;

    @BeforeEach
    void open() throws IOException {
        catalog = Catalog.open(folder, new StoredTypes());
    }

    @AfterEach
    void close() throws IOException {
        catalog.close();
    }

    @Test
    void letsAHundredThreadsWriteAndAHundredReadAtOnce() throws Exception {
        var storage = Samples.storage("a");
        catalog.backupStorages().insert(storage);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var done = new ArrayList<Future<?>>();
            for (int thread = 0; thread < 100; thread++) {
                int own = thread;
                done.add(threads.submit(() -> {
                    for (int i = 0; i < 3; i++) {
                        var image = Samples.bareImage(own + "/" + i);
                        // Read before write, in one transaction: what fails where transactions are deferred.
                        catalog.transactions().write(() -> {
                            assertThat(catalog.images().find(image.uuid())).isEmpty();
                            catalog.images().insert(image);
                            long reserved = catalog.backupStorages().reserved(storage.uuid());
                            catalog.backupStorages().reserve("all", storage.uuid(), reserved + 1);
                        });
                    }
                }));
                done.add(threads.submit(() -> {
                    for (int i = 0; i < 3; i++) {
                        catalog.images().list(Optional.empty(), new Query(List.of(), "name", 20, "", 0, true));
                    }
                }));
            }
            for (var future : done) {
                future.get();
            }
        }

        assertThat(catalog.backupStorages().reserved(storage.uuid())).isEqualTo(300);
        assertThat(catalog.images()
                        .list(Optional.empty(), new Query(List.of(), "", 1, "", 0, true))
                        .totalSize())
                .hasValue(300);
    }

    @Test
    void showsATransactionToNobodyElseBeforeItsEnd() throws Exception {
        var image = Samples.bareImage("a");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            catalog.transactions().write(() -> {
                catalog.images().insert(image);
                assertThat(catalog.images().find(image.uuid())).isPresent();
                try {
                    assertThat(threads.submit(() -> catalog.images().find(image.uuid()))
                                    .get())
                            .isEmpty();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
        }
        assertThat(catalog.images().find(image.uuid())).isPresent();
    }

    @Test
    void runsWhatFollowsACommitInTheOrderOfTheCommits() throws Exception {
        var order = new ConcurrentLinkedQueue<Long>();
        var storage = Samples.storage("a");
        catalog.backupStorages().insert(storage);
        var epochs = catalog.epochs(storage.uuid());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                var _ = threads.submit(() -> catalog.transactions().write(() -> {
                    long epoch = epochs.condemn(List.of());
                    catalog.tasks().afterCommit(() -> order.add(epoch));
                }));
            }
        }

        assertThat(List.copyOf(order)).hasSize(50).isSorted();
    }

    @Test
    void doesNotRunWhatWasToFollowACommitThatDidNotCome() {
        var ran = new AtomicInteger();
        for (var nested : List.of(true, false)) {
            try {
                catalog.transactions().write(() -> {
                    if (nested) {
                        catalog.transactions().write(() -> catalog.tasks().afterCommit(ran::incrementAndGet));
                    }
                    catalog.tasks().afterCommit(ran::incrementAndGet);
                    throw new IllegalStateException("no");
                });
            } catch (IllegalStateException expected) {
                assertThat(expected).hasMessage("no");
            }
        }

        assertThat(ran).hasValue(0);
    }

    @Test
    void servesThoseWhoAreInterrupted() throws Exception {
        var image = Samples.bareImage("a");
        var go = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var found = new ArrayList<Future<Boolean>>();
            for (int i = 0; i < 20; i++) {
                int own = i;
                found.add(threads.submit(() -> {
                    go.await();
                    Thread.currentThread().interrupt();
                    catalog.images().insert(Samples.bareImage("interrupted " + own));
                    var there = catalog.images().find(image.uuid()).isPresent();
                    return there && Thread.currentThread().isInterrupted();
                }));
            }
            catalog.images().insert(image);
            go.countDown();
            for (var future : found) {
                assertThat(future.get()).isTrue();
            }
        }
    }
}
