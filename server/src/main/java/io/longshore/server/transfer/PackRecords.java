package io.longshore.server.transfer;

import io.longshore.server.driver.SealedPack;
import io.longshore.server.driver.WriteListener;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Names the packs that a session seals, and has each named in a checkpoint before it becomes part of the storage. Thread-safe. */
final class PackRecords implements WriteListener {
    private final List<String> names;
    private final Consumer<List<String>> keep;
    private final Consumer<String> waiting;

    /**
     * Records.
     *
     * @param earlier what earlier attempts sealed
     * @param keep keeps a checkpoint that names all of these
     * @param waiting is told what the session waits for
     */
    PackRecords(List<String> earlier, Consumer<List<String>> keep, Consumer<String> waiting) {
        this.names = new ArrayList<>(earlier);
        this.keep = keep;
        this.waiting = waiting;
    }

    synchronized List<String> names() {
        return List.copyOf(names);
    }

    @Override
    public synchronized void sealing(String pack) {
        names.add(pack);
        keep.accept(List.copyOf(names));
    }

    @Override
    public void sealed(SealedPack pack) {
        // Named already.
    }

    @Override
    public void waiting(String reason) {
        waiting.accept(reason);
    }
}
