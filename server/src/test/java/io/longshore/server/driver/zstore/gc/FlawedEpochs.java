package io.longshore.server.driver.zstore.gc;

import io.longshore.server.driver.zstore.MemoryEpochs;
import java.util.UUID;

/** Epochs that may break a rule. */
final class FlawedEpochs extends MemoryEpochs {
    private final Flaw flaw;

    FlawedEpochs(Flaw flaw) {
        this.flaw = flaw;
    }

    /** A copy, as it is now. */
    FlawedEpochs(FlawedEpochs other) {
        super(other);
        this.flaw = other.flaw;
    }

    /** Has all leases look as if they were taken now. */
    synchronized void renewLeases() {
        for (var lease : leases()) {
            end(lease);
            super.lease(lease.task());
        }
    }

    @Override
    public synchronized Grant lease(UUID task) {
        var grant = super.lease(task);
        if (flaw == Flaw.LEASE_ENDS_AT_TAKE_OVER && grant.kept()) {
            end(grant.lease());
            return new Grant(super.lease(task).lease(), true);
        }
        return flaw == Flaw.CHECKPOINT_TRUSTED ? new Grant(grant.lease(), true) : grant;
    }
}
