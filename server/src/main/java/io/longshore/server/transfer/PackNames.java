package io.longshore.server.transfer;

import io.longshore.server.driver.SealedPack;
import io.longshore.server.driver.WriteListener;
import java.util.function.Consumer;

/**
 * Has each pack of a session named in a checkpoint before it becomes part of the storage.
 *
 * @param keep keeps a checkpoint that names this pack too
 * @param waits is told what the session waits for
 */
record PackNames(Consumer<String> keep, Consumer<String> waits) implements WriteListener {
    @Override
    public void sealing(String pack) {
        keep.accept(pack);
    }

    @Override
    public void sealed(SealedPack pack) {
        // Named already.
    }

    @Override
    public void waiting(String reason) {
        waits.accept(reason);
    }
}
