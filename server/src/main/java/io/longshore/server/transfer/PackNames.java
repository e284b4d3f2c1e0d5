package io.longshore.server.transfer;

import io.longshore.server.driver.SealedPack;
import io.longshore.server.driver.WriteListener;
import java.util.function.Consumer;

/**
 * Has each pack of a session named where the next attempt finds it, before it becomes part of the storage.
 *
 * @param keep keeps this name too
 * @param there is told once it is part of the storage
 * @param waits is told what the session waits for
 */
record PackNames(Consumer<String> keep, Consumer<String> there, Consumer<String> waits) implements WriteListener {
    @Override
    public void sealing(String pack) {
        keep.accept(pack);
    }

    @Override
    public void sealed(SealedPack pack) {
        there.accept(pack.name());
    }

    @Override
    public void waiting(String reason) {
        waits.accept(reason);
    }
}
