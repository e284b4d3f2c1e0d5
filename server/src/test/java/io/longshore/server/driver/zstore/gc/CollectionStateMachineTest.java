package io.longshore.server.driver.zstore.gc;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.OlderCatalogException;
import io.longshore.server.driver.zstore.gc.Writer.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Collections of garbage, writers, deletions, crashes, take-overs and restored copies, one step of one of them at a time, in every order that there is
 * time for. After each step everything that was published must be whole, and so must everything that a writer is told to be there. That the exploration
 * finds what it should is shown by rules that are broken on purpose, one at a time.
 */
class CollectionStateMachineTest {
    private static final int RANDOM_ORDERS = 1_000;
    private static final int RESTORING_ORDERS = 500;

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

    @Test
    void manyOfAllKindsInRandomOrders() throws Exception {
        for (int seed = 0; seed < RANDOM_ORDERS; seed++) {
            var schedule = Schedule.random(seed);
            run(Flaw.NONE, schedule, world -> everybody(world, schedule));
        }
        tell("everybody");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCopyIsRestoredInRandomOrders(boolean catalog) throws Exception {
        for (int seed = 0; seed < RESTORING_ORDERS; seed++) {
            run(Flaw.NONE, Schedule.random(seed), world -> withRestored(world, catalog));
        }
        tell("restored " + (catalog ? "catalog" : "index"));
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
    void aBrokenRuleIsFound(Flaw flaw) throws Exception {
        var violation = (AssertionError) null;
        for (int seed = 0; seed < ORDERS_TO_FIND_A_FLAW && violation == null; seed++) {
            var schedule = Schedule.random(seed);
            try {
                run(flaw, schedule, casting(flaw, schedule));
            } catch (AssertionError e) {
                violation = e;
            }
        }
        tell(flaw + ": " + (violation == null ? "not found" : violation.getMessage()));
        assertThat(violation).as("what comes of %s", flaw).isNotNull();
    }

    /** Who is likely to suffer from it. */
    private static Casting casting(Flaw flaw, Schedule schedule) {
        return switch (flaw) {
            case OLD_CATALOG -> world -> withRestored(world, true);
            case OLD_INDEX -> world -> withRestored(world, false);
            default -> world -> everybody(world, schedule);
        };
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
        actors.add(Actor.once(() -> collectors.forEach(Collector::crashed))); // its task dies alone, and begins anew
        collectors.forEach(collector -> actors.add(new Breaker(collector)));
        actors.add(deletion(world));
        writers.forEach(writer -> actors.add(schedule.choose(2) == 0 ? takeOver(writer) : givesUp(writer)));
        if (schedule.choose(2) == 0) {
            actors.add(new Restorer(world, writers, schedule.choose(2) == 0, () -> true));
        }
        return new Cast(actors, schedule.choose(3));
    }

    /** A writer that gives up, a collection meanwhile, and a copy that is taken at any time and put back when all is over. */
    private static Cast withRestored(World world, boolean catalog) {
        var writer = Writer.givingUp(world, Content.of(1, 4));
        var collector = new Collector(world);
        var restorer = new Restorer(world, List.of(writer), catalog, () -> writer.ended() && collector.ended());
        return new Cast(List.of(writer, collector, restorer), 0);
    }

    private void run(Flaw flaw, Schedule schedule, Casting casting) throws IOException, InterruptedException {
        orders++;
        try (var world = World.withGarbage(flaw, folder, codec)) {
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

    private static Actor deletion(World world) {
        return Actor.once(() -> {
            try {
                world.delete(Content.of(2, 3));
            } catch (OlderCatalogException _) {
                // as it should be, once an older catalog was restored
            }
        });
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

    /** Takes a copy of the catalog or of the index's file, and puts it in the place of the newer one later, when it is time. */
    private static final class Restorer implements Actor {
        private final World world;
        private final List<Writer> writers;
        private final boolean catalog;
        private final BooleanSupplier time;
        private final Map<Writer, Checkpoint> checkpoints = new HashMap<>();
        private @Nullable FlawedEpochs epochs;
        private byte @Nullable [] index;
        private int steps;

        Restorer(World world, List<Writer> writers, boolean catalog, BooleanSupplier time) {
            this.world = world;
            this.writers = writers;
            this.catalog = catalog;
            this.time = time;
        }

        @Override
        public boolean ready() {
            return steps == 0 || (steps == 1 && time.getAsBoolean());
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
