package io.longshore.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Kills a server, which several callers have operations done with, at a moment by chance, starts it again, and checks that what was told done is done, what was not is finished or
 * undone, and nothing else is there. The same storages live through all rounds.
 */
final class Torture {
    private static final int IMAGES = 3;
    /** So many operations a round end at most before the kill: one of the next ones is cut off. */
    private static final int MOST_OPERATIONS = 16;

    private static final int LONGEST_MILLIS = 200;

    private final Random random;
    private final Site site;
    private final SmallDisks disks = new SmallDisks();
    private final List<ImageLife> images = new ArrayList<>();
    private final MachineLife machine;
    private final List<Life> all;

    /** On a server that runs, with two empty storages. */
    Torture(Site site, long seed) {
        this.random = new Random(seed);
        this.site = site;
        var storages = List.of(site.a(), site.b());
        for (int i = 0; i < IMAGES; i++) {
            images.add(new ImageLife(new Random(random.nextLong()), storages, disks));
        }
        this.machine = new MachineLife(new Random(random.nextLong()), storages, disks);
        this.all = new ArrayList<>(images);
        all.add(machine);
        all.add(new SpaceLife(new Random(random.nextLong()), storages));
    }

    /** Starts a server in a folder and tortures it; a failure names seed and round. */
    static void rounds(Path folder, int rounds, long seed) throws Exception {
        try (var site = Site.open(folder, "-XX:TieredStopAtLevel=1")) {
            var torture = new Torture(site, seed);
            for (int round = 1; round <= rounds; round++) {
                try {
                    torture.round();
                } catch (Exception | AssertionError e) {
                    throw new AssertionError(
                            "round " + round + " of seed " + seed + " failed; all is kept in " + folder, e);
                }
            }
            System.out.println("torture, seed " + seed + ": " + rounds + " rounds, "
                    + torture.all.stream().mapToInt(Life::done).sum() + " operations done, "
                    + torture.all.stream().mapToInt(Life::cutOff).sum() + " cut off, "
                    + torture.all.stream().mapToInt(Life::refused).sum() + " refused");
        }
    }

    private void round() throws Exception {
        work();
        site.server().start();
        var server = site.server().session();
        all.forEach(life -> life.settle(server));
        Map<String, String> expectedImages = new TreeMap<>();
        Map<String, Set<String>> expectedBackups = new TreeMap<>();
        images.forEach(image -> image.expect(expectedImages));
        machine.expect(expectedImages, expectedBackups);
        new TortureCheck(site, disks).check(expectedImages, expectedBackups);
    }

    private int ended() {
        return all.stream().mapToInt(life -> life.done() + life.refused()).sum();
    }

    /** Has everybody work until the server is killed. */
    private void work() throws Exception {
        var server = site.server().session();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<?>>();
            for (var life : all) {
                running.add(threads.submit(() -> {
                    life.live(server);
                    return true;
                }));
            }
            int enough = ended() + random.nextInt(MOST_OPERATIONS);
            await("operations")
                    .atMost(Life.PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> ended() >= enough);
            boolean never = new CountDownLatch(1).await(random.nextInt(LONGEST_MILLIS), TimeUnit.MILLISECONDS);
            assertThat(never).isFalse();
            site.server().kill();
            for (var life : running) {
                life.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError("a caller met what it did not expect", e.getCause());
        }
    }
}
