package io.longshore.server.storage;

import io.longshore.server.transfer.Flow;
import io.longshore.server.transfer.TransferMonitor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Gives steps that come several times in one work names of their own: {@code copy}, {@code copy 2}, …. Where something was verified before this began, as the uploads
 * that disks are made of, the verification of what is made is {@code verify raw}.
 */
public final class RepeatedSteps implements TransferMonitor {
    private final TransferMonitor monitor;
    private final Map<String, Integer> begun = new HashMap<>();

    public RepeatedSteps(TransferMonitor monitor) {
        this.monitor = monitor;
    }

    @Override
    public StepProgress step(String name, OptionalLong bytesTotal) {
        return monitor.step(unique(name.equals("verify") ? "verify raw" : name), bytesTotal);
    }

    private synchronized String unique(String name) {
        int times = begun.merge(name, 1, Integer::sum);
        return times == 1 ? name : name + " " + times;
    }

    @Override
    public int attempt() {
        return monitor.attempt();
    }

    @Override
    public Flow flow() {
        return monitor.flow();
    }

    @Override
    public Optional<byte[]> checkpoint() {
        return monitor.checkpoint();
    }

    @Override
    public void keepCheckpoint(byte[] checkpoint) {
        monitor.keepCheckpoint(checkpoint);
    }

    @Override
    public List<String> packs() {
        return monitor.packs();
    }

    @Override
    public void keepPack(String name) {
        monitor.keepPack(name);
    }

    @Override
    public void waitingFor(String what) {
        monitor.waitingFor(what);
    }
}
