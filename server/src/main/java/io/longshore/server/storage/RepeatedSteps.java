package io.longshore.server.storage;

import io.longshore.server.transfer.ForwardingMonitor;
import io.longshore.server.transfer.TransferMonitor;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Gives steps that come several times in one work names of their own: {@code copy}, {@code copy 2}, …. Where something was verified before this began, as the uploads
 * that disks are made of, the verification of what is made is {@code verify raw}.
 */
public final class RepeatedSteps extends ForwardingMonitor {
    private final Map<String, Integer> begun = new HashMap<>();

    public RepeatedSteps(TransferMonitor monitor) {
        super(monitor);
    }

    @Override
    public StepProgress step(String name, OptionalLong bytesTotal) {
        return super.step(unique(name.equals("verify") ? "verify raw" : name), bytesTotal);
    }

    private synchronized String unique(String name) {
        int times = begun.merge(name, 1, Integer::sum);
        return times == 1 ? name : name + " " + times;
    }
}
