package io.longshore.server.driver.zstore.gc;

import io.longshore.server.driver.OlderCatalogException;
import io.longshore.server.driver.ReclaimListener;
import io.longshore.server.driver.zstore.index.IndexedPack;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects garbage, in single steps; begins anew after a crash. */
final class Collector implements Actor {
    private enum Next {
        MARK,
        CONDEMN,
        MARK_AGAIN,
        DECIDE,
        SWEEP_NODES,
        SWEEP_BLOCKS,
        END
    }

    private final World world;
    private Next next = Next.MARK;
    private @Nullable Round round;
    private long epoch;

    Collector(World world) {
        this.world = world;
    }

    private Round round() {
        return Objects.requireNonNull(round);
    }

    private Reclaimer reclaimer() {
        return world.driver().reclaimer();
    }

    @Override
    public boolean ready() {
        return switch (next) {
            case MARK_AGAIN -> world.flaw == Flaw.NO_WAIT || nobodyBegan(Duration.ofDays(1));
            case END -> false;
            default -> true;
        };
    }

    /** Whether nobody is left who began before; once the leases that are idle were ended, where there is no more time for them. */
    boolean nobodyBegan(Duration idleLimit) {
        return reclaimer().earlierLeases(idleLimit).look(epoch).isEmpty();
    }

    boolean waits() {
        return next == Next.MARK_AGAIN;
    }

    boolean ended() {
        return next == Next.END;
    }

    @Override
    public void step() throws IOException, InterruptedException {
        switch (next) {
            case MARK -> mark();
            case CONDEMN -> epoch = round().condemn(flawed(round().plan()));
            case MARK_AGAIN -> {
                if (world.flaw != Flaw.NO_SECOND_MARK) {
                    round().markAgain();
                }
            }
            case DECIDE -> round().decide();
            case SWEEP_NODES -> {
                var plan = round().plan();
                sweep(new ReclaimPlan(plan.deadNodes(), plan.nodes(), List.of(), List.of(), 0));
            }
            case SWEEP_BLOCKS -> sweep(round().plan());
            case END -> throw new IllegalStateException("ended");
        }
        next = after(next);
        if (world.flaw == Flaw.DEAD_NODE_STAYS) {
            var blocks = reclaimer().index().blocks();
            blocks.prove(
                    blocks.epoch(), blocks.packs().stream().map(IndexedPack::id).toList());
        }
    }

    private static Next after(Next done) {
        return switch (done) {
            case MARK -> Next.CONDEMN;
            case CONDEMN -> Next.MARK_AGAIN;
            case MARK_AGAIN -> Next.DECIDE;
            case DECIDE -> Next.SWEEP_NODES;
            case SWEEP_NODES -> Next.SWEEP_BLOCKS;
            case SWEEP_BLOCKS, END -> Next.END;
        };
    }

    private void mark() throws IOException, InterruptedException {
        round = reclaimer().round(ReclaimListener.NONE);
        try {
            round.mark(Set.copyOf(world.published.keySet()));
        } catch (OlderCatalogException e) {
            next = Next.END; // as it should be, once an older catalog was restored
            return;
        }
        if (round.plan().packs().isEmpty()) {
            next = Next.END;
        }
    }

    private ReclaimPlan flawed(ReclaimPlan plan) {
        return world.flaw == Flaw.DEAD_NODE_STAYS
                ? new ReclaimPlan(List.of(), List.of(), plan.deadBlocks(), plan.blocks(), 0)
                : plan;
    }

    private void sweep(ReclaimPlan plan) throws IOException, InterruptedException {
        reclaimer().sweep(round(), plan, ReclaimListener.NONE);
    }

    @Override
    public void crashed() {
        if (next != Next.END) {
            next = Next.MARK;
        }
        round = null;
    }
}
