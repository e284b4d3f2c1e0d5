package io.longshore.server.driver.zstore;

import io.longshore.server.driver.zstore.gc.Epochs;
import io.longshore.server.driver.zstore.pack.PackId;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** The epochs of a storage that is only read: there is no catalog, and nobody has a lease. */
final class NoEpochs implements Epochs {
    @Override
    public long current() {
        return 0;
    }

    @Override
    public List<Lease> leases() {
        return List.of();
    }

    @Override
    public List<Condemned> condemned() {
        return List.of();
    }

    @Override
    public Grant lease(UUID task) {
        throw onlyRead();
    }

    @Override
    public void end(Lease lease) {
        throw onlyRead();
    }

    @Override
    public long condemn(Collection<PackId> packs) {
        throw onlyRead();
    }

    @Override
    public void decide() {
        throw onlyRead();
    }

    @Override
    public void forget(Collection<PackId> gone) {
        throw onlyRead();
    }

    @Override
    public void adopt(long epoch) {
        throw onlyRead();
    }

    private static IllegalStateException onlyRead() {
        return new IllegalStateException("the storage is only read: there is no catalog");
    }
}
