package io.longshore.server.driver.zstore.gc;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.zstore.gc.Writer.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Collections of garbage, writers, deletions, crashes, take-overs and restored copies, one step of one of them at a time, in every order that there is
 * time for. After each step everything that was published must be whole, and so must everything that a writer is told to be there. That the exploration
 * finds what it should is shown by rules that are broken on purpose, one at a time.
 */
class CollectionStateMachineTest {
    /** Far more than the rarest one takes. */
    private static final int ORDERS_TO_FIND_A_FLAW = 3_000;

    /** Memory takes no time to flush. */
    @TempDir(factory = InMemory.class)
    Path folder;

    private final BlockCodec codec = new BlockCodec();
    private long orders;
    private long states;

    @AfterEach
    void closeCodec() {
        codec.close();
    }

    /** Makes folders in memory, where the system has such a place. */
    static final class InMemory implements TempDirFactory {
        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test) throws IOException {
            var memory = Path.of("/dev/shm");
            return Files.isWritable(memory)
                    ? Files.createTempDirectory(memory, "collections")
                    : Files.createTempDirectory("collections");
        }
    }

    /** Who takes part. */
    private record Cast(List<Actor> actors, int crashes) {}

    private interface Casting {
        Cast of(World world) throws IOException, InterruptedException;
    }

    @Test
    void oneWriterInEveryOrder() throws Exception {
        exploreAll(world -> new Cast(List.of(new Collector(world), new Writer(world, Content.of(1, 4))), 0));
    }

    @ParameterizedTest
    @EnumSource(
            names = {"NO_WAIT", "NO_SECOND_MARK", "LEASE_ENDS_AT_TAKE_OVER", "NAME_USED_AGAIN", "NODE_BEFORE_CHILDREN"})
    void aBrokenRuleIsFound(Flaw flaw) throws Exception {
        var violation = (AssertionError) null;
        for (int seed = 0; seed < ORDERS_TO_FIND_A_FLAW && violation == null; seed++) {
            var schedule = Schedule.random(seed);
            try {
                run(flaw, schedule, world -> everybody(world, schedule));
            } catch (AssertionError e) {
                violation = e;
            }
        }
        tell(flaw + ": " + (violation == null ? "not found" : violation.getMessage()));
        assertThat(violation).as("what comes of %s", flaw).isNotNull();
    }

    private void exploreAll(Casting casting) throws Exception {
        var schedule = Schedule.all();
        do {
            run(Flaw.NONE, schedule, casting);
        } while (schedule.next());
        tell("every order");
    }

    private void tell(String what) {
        System.out.println(what + ": " + orders + " orders, " + states + " states");
    }

    /** Three writers, whose disks share blocks with what is there and with one another, and all that can happen to them. */
    private static Cast everybody(World world, Schedule schedule) {
        var contents = List.of(Content.of(1, 4), Content.of(1, 2), Content.of(2, 4), Content.of(1), Content.of(3, 5));
        var collectors = List.of(new Collector(world), new Collector(world));
        var writers = new ArrayList<Writer>();
        for (int i = 0; i < 3; i++) {
            writers.add(FlawedWriters.of(world, contents.get(schedule.choose(contents.size()))));
        }
        var actors = new ArrayList<Actor>(writers);
        actors.add(new InTurn(collectors));
        collectors.forEach(collector -> actors.add(new Breaker(collector)));
        actors.add(deletion(world));
        writers.forEach(writer -> actors.add(schedule.choose(2) == 0 ? takeOver(writer) : givesUp(writer)));
        if (schedule.choose(2) == 0) {
            actors.add(new Restorer(world, writers, schedule.choose(2) == 0));
        }
        return new Cast(actors, schedule.choose(3));
    }

    private void run(Flaw flaw, Schedule schedule, Casting casting) throws IOException, InterruptedException {
        orders++;
        try (var world = world(flaw)) {
            try {
                run(world, casting.of(world), schedule);
            } catch (IOException | RuntimeException | AssertionError e) {
                throw new AssertionError(flaw + ", order " + schedule + ": " + e.getMessage(), e);
            }
        }
    }

    private void run(World world, Cast cast, Schedule schedule) throws IOException, InterruptedException {
        int crashes = cast.crashes();
        while (true) {
            var ready = new ArrayList<Actor>();
            for (var actor : cast.actors()) {
                if (actor.ready()) {
                    ready.add(actor);
                }
            }
            if (ready.isEmpty()) {
                break;
            }
            int choice = schedule.choose(ready.size() + (crashes > 0 ? 1 : 0));
            if (choice < ready.size()) {
                ready.get(choice).step();
            } else {
                crashes--;
                world.crash();
            }
            if (choice == ready.size() || ready.get(choice) instanceof Restorer) {
                cast.actors().forEach(Actor::crashed);
            }
            world.check();
            states++;
        }
        world.finish();
    }

    /** A disk of blocks 1 and 2 that was deleted, and one of 2 and 3 that was not. */
    private World world(Flaw flaw) throws IOException, InterruptedException {
        var world = new World(flaw, folder, codec);
        for (var content : List.of(Content.of(1, 2), Content.of(2, 3))) {
            var writer = new Writer(world, content);
            while (writer.ready()) {
                writer.step();
            }
        }
        delete(world, Content.of(1, 2));
        return world;
    }

    private static void delete(World world, Content content) throws IOException {
        for (var published : List.copyOf(world.published.entrySet())) {
            if (published.getValue().equals(content)) {
                world.published.remove(published.getKey());
                world.driver().deleteManifest(published.getKey());
            }
        }
    }

    private static Actor deletion(World world) {
        return Actor.once(() -> delete(world, Content.of(2, 3)));
    }

    private static Actor takeOver(Writer writer) {
        return Actor.once(() -> {
            if (!writer.ended()) {
                writer.takeOver();
            }
        });
    }

    private static Actor givesUp(Writer writer) {
        return Actor.once(() -> {
            if (!writer.ended()) {
                writer.giveUp();
            }
        });
    }

    /** Ends leases that nobody uses, while a collection waits for them. */
    private record Breaker(Collector collector) implements Actor {
        @Override
        public boolean ready() {
            return collector.waits() && !collector.ready();
        }

        @Override
        public void step() {
            var _ = collector.nobodyBegan(Duration.ZERO);
        }
    }

    /** Several collections, one after the other. */
    private record InTurn(List<Collector> collectors) implements Actor {
        @Override
        public boolean ready() {
            return current() != null && current().ready();
        }

        private @Nullable Collector current() {
            return collectors.stream().filter(one -> !one.ended()).findFirst().orElse(null);
        }

        @Override
        public void step() throws IOException, InterruptedException {
            var collector = current();
            if (collector != null) {
                collector.step();
            }
        }

        @Override
        public void crashed() {
            collectors.forEach(Collector::crashed);
        }
    }

    /** Takes a copy of the catalog or of the index's file, and puts it in the place of the newer one later. */
    private static final class Restorer implements Actor {
        private final World world;
        private final List<Writer> writers;
        private final boolean catalog;
        private final Map<Writer, Checkpoint> checkpoints = new HashMap<>();
        private @Nullable FlawedEpochs epochs;
        private byte @Nullable [] index;
        private int steps;

        Restorer(World world, List<Writer> writers, boolean catalog) {
            this.world = world;
            this.writers = writers;
            this.catalog = catalog;
        }

        @Override
        public boolean ready() {
            return steps < 2;
        }

        @Override
        public void step() throws IOException {
            if (steps++ == 0) {
                epochs = world.copyOfCatalog();
                index = world.copyOfIndex();
                writers.stream()
                        .filter(writer -> !writer.ended())
                        .forEach(writer -> checkpoints.put(writer, writer.checkpoint()));
            } else if (catalog && epochs != null) {
                world.restoreCatalog(epochs);
                checkpoints.forEach(Writer::restore);
            } else if (index != null) {
                world.restoreIndex(index);
            }
        }
    }
}
