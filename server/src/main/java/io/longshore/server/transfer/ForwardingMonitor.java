package io.longshore.server.transfer;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Passes everything on; a subclass says what it does otherwise. */
public abstract class ForwardingMonitor implements TransferMonitor {
    private final TransferMonitor monitor;

    protected ForwardingMonitor(TransferMonitor monitor) {
        this.monitor = monitor;
    }

    @Override
    public StepProgress step(String name, OptionalLong bytesTotal) {
        return monitor.step(name, bytesTotal);
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
