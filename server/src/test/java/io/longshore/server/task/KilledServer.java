package io.longshore.server.task;

import io.longshore.server.catalog.Catalog;
import io.longshore.server.catalog.StoredTypes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;

/** A process that works on one task until it is killed, and tells on its output what it has kept. */
final class KilledServer {
    private KilledServer() {}

    static StoredTypes types() {
        return new StoredTypes().add("chore", Chore.class).add("done", Chore.Done.class);
    }

    /**
     * Works until it is killed.
     *
     * @param arguments the data folder, and the task's uuid
     */
    public static void main(String... arguments) throws IOException, InterruptedException {
        var catalog = Catalog.open(Path.of(arguments[0]), types());
        var tasks = new TaskEngine(catalog.transactions(), catalog.tasks(), TaskSettings.DEFAULTS, Clock.systemUTC());
        var work = new ScriptedWork();
        work.script = (_, context) -> {
            try (var step = context.step("copy", OptionalLong.of(1 << 20))) {
                for (int i = 1; i <= 1 << 20; i++) {
                    step.done(1);
                    context.keepCheckpoint(ByteBuffer.allocate(4).putInt(i).array());
                    System.out.println(i);
                }
                step.end();
            }
            return Outcome.of(() -> new Chore.Done("not killed"));
        };
        tasks.register(Chore.class, work);
        tasks.resume();
        tasks.start(EngineFixture.ALICE, Optional.of(arguments[1]), Chore.named("long"));
        new CountDownLatch(1).await();
    }
}
