package io.longshore.server.image;

import io.longshore.server.transfer.TransferMonitor;
import java.util.Optional;
import java.util.OptionalLong;

/** Gives the verification of a converted disk a name of its own: that of the upload that it was made of has been a step of the same work. */
record RawSteps(TransferMonitor monitor) implements TransferMonitor {
    @Override
    public int attempt() {
        return monitor.attempt();
    }

    @Override
    public StepProgress step(String name, OptionalLong bytesTotal) {
        return monitor.step(name.equals("verify") ? "verify raw" : name, bytesTotal);
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
    public void waitingFor(String what) {
        monitor.waitingFor(what);
    }
}
