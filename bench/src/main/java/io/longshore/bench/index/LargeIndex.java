package io.longshore.bench.index;

import io.longshore.disk.Digest;
import io.longshore.server.driver.BlockCodec;
import io.longshore.server.driver.zstore.index.StorageIndex;
import io.longshore.server.driver.zstore.pack.PackInspector;
import io.longshore.server.driver.zstore.pack.PackReader;
import io.longshore.server.driver.zstore.pack.RecordKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code ./longshore bench large-index}: what the index of a large storage takes, of memory and of time, with a server's heap. The first run makes the index from the
 * packs' footers, the next one opens it from its file, as a server does that starts again.
 */
@Command(
        name = "bench large-index",
        description = "Make, open and ask the index of a large storage, whose packs are made up.",
        mixinStandardHelpOptions = true)
final class LargeIndex implements Callable<Integer> {
    private static final UUID STORAGE = new UUID(0x4000, 0x8000_0000_0000_0001L);
    private static final int LOOKUPS = 2_000_000;

    @Parameters(
            paramLabel = "BLOCKS",
            arity = "0..1",
            defaultValue = "10000000",
            description = "Blocks of 1 MiB in the storage. Default: ${DEFAULT-VALUE}.")
    private long blocks = 10_000_000;

    @Option(names = "--folder", required = true, paramLabel = "DIR", description = "Where the index's file goes.")
    private Path folder = Path.of("");

    private final BlockCodec codec = new BlockCodec();

    private LargeIndex() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new LargeIndex()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        var file = Files.createDirectories(folder).resolve("large-index");
        boolean there = Files.exists(file);
        row("before", 0, "");
        long begun = System.nanoTime();
        try (var index = open(file)) {
            row(
                    there ? "opened from its file" : "made from footers",
                    seconds(begun),
                    (Files.size(file) >> 20) + " MiB of file");
            begun = System.nanoTime();
            index.reachEpoch(0);
            row("its file flushed to the device", seconds(begun), "");
            lookUp(index, true);
            lookUp(index, false);
            System.out.printf(
                    Locale.ROOT,
                    "%,d blocks in %,d packs; the table takes %d MiB outside the heap, %.1f bytes a block%n",
                    index.blocks().size(),
                    index.blocks().packs().size(),
                    index.blocks().offHeapBytes() >> 20,
                    (double) index.blocks().offHeapBytes() / index.blocks().size());
        } finally {
            codec.close();
        }
        return 0;
    }

    private StorageIndex open(Path file) throws IOException {
        var packs = new SeededPacks(folder, STORAGE, blocks / SeededPack.RECORDS);
        return new StorageIndex(
                packs,
                STORAGE,
                new PackReader(packs, STORAGE, codec),
                new PackInspector(packs, STORAGE, codec),
                file,
                0,
                0,
                Map.of());
    }

    /** Asks for blocks all over the storage: such as are there, or such as are not. */
    private void lookUp(StorageIndex index, boolean there) throws IOException {
        long packs = blocks / SeededPack.RECORDS;
        var digests = new Digest[1 << 16];
        for (int i = 0; i < digests.length; i++) {
            var digest = new SeededPack(STORAGE, (i * 7919L) % packs).digest(i % SeededPack.RECORDS);
            digests[i] = there ? digest : new Digest(digest.first(), i, i, i);
        }
        long begun = System.nanoTime();
        int found = 0;
        for (int i = 0; i < LOOKUPS; i++) {
            var digest = digests[i % digests.length];
            found += index.blocks().claims(RecordKind.BLOCK, digest) ? 1 : 0;
        }
        double seconds = seconds(begun);
        if (found != (there ? LOOKUPS : 0)) {
            throw new IllegalStateException("found: " + found + " (expected: " + (there ? LOOKUPS : 0) + ")");
        }
        row(
                there ? "asked for blocks that are there" : "asked for blocks that are not",
                seconds,
                String.format(Locale.ROOT, "%,.0f a second", LOOKUPS / seconds));
    }

    private static double seconds(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    private static void row(String what, double seconds, String remark) throws IOException {
        System.gc();
        var memory = Runtime.getRuntime();
        System.out.printf(
                Locale.ROOT,
                "| %s | %.2f s | %.1f s of processors so far | heap %d MiB | resident %d MiB, at most %d MiB | %s |%n",
                what,
                seconds,
                ProcessHandle.current()
                                .info()
                                .totalCpuDuration()
                                .orElse(Duration.ZERO)
                                .toMillis()
                        / 1e3,
                (memory.totalMemory() - memory.freeMemory()) >> 20,
                resident("VmRSS:"),
                resident("VmHWM:"),
                remark);
    }

    /** MiB that the system counts for this process; 0 where it does not tell. */
    private static long resident(String key) throws IOException {
        var status = Path.of("/proc/self/status");
        if (Files.notExists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith(key))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) >> 10)
                .findFirst()
                .orElse(0);
    }
}
