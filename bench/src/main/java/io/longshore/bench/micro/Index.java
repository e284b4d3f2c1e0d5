package io.longshore.bench.micro;

import io.longshore.disk.Digest;
import io.longshore.server.driver.zstore.index.BlockIndex;
import io.longshore.server.driver.zstore.index.Location;
import io.longshore.server.driver.zstore.pack.Pack;
import io.longshore.server.driver.zstore.pack.RecordKind;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What is asked of the index for each block: the index of a TiB. */
@State(Scope.Thread)
public class Index {
    /** Packs whose blocks are added at a time. */
    private static final int ADDED = 1_000;

    private static final int ASKED = 1 << 16;

    private final SplittableRandom random = new SplittableRandom(1);
    private final List<Pack> packs =
            Stream.generate(() -> Packs.pack(random)).limit(ADDED).toList();
    private final BlockIndex index = new BlockIndex(0);
    private final Digest[] present;
    private final Digest[] absent;
    private int next;

    public Index() {
        for (int i = 0; i < (1 << 20) / Packs.RECORDS; i++) {
            index.add(Packs.pack(random), Optional.empty(), 0);
        }
        packs.forEach(pack -> index.add(pack, Optional.empty(), 0));
        present = IntStream.range(0, ASKED)
                .mapToObj(i -> packs.get(i % ADDED).entries().digest(i / ADDED % Packs.RECORDS))
                .toArray(Digest[]::new);
        absent = Stream.generate(() -> Packs.digest(random)).limit(ASKED).toArray(Digest[]::new);
    }

    /** Whether a block is there that is. */
    @Benchmark
    public boolean claimPresent() {
        return index.claims(RecordKind.BLOCK, present[next++ % ASKED]);
    }

    /** Whether a block is there that is not. */
    @Benchmark
    public boolean claimAbsent() {
        return index.claims(RecordKind.BLOCK, absent[next++ % ASKED]);
    }

    /** Where a block lies. */
    @Benchmark
    public Optional<Location> find() {
        return index.find(RecordKind.BLOCK, present[next++ % ASKED]);
    }

    /** One of the blocks of 1,000 packs that are added to an empty index, which grows with them. */
    @Benchmark
    @OperationsPerInvocation(ADDED * Packs.RECORDS)
    public long add() {
        try (var filled = new BlockIndex(0)) {
            packs.forEach(pack -> filled.add(pack, Optional.empty(), 0));
            return filled.size();
        }
    }
}
