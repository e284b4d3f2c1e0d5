package io.longshore.cli.output;

import io.longshore.v1.TransferPlan;

/** What a dry run found, in words. */
public final class PlanText {
    private PlanText() {}

    /** {@code would send 95.0 MiB; 12.0 MiB are there already, 149 MiB are holes}. */
    public static String line(TransferPlan plan) {
        return "would send " + Words.bytes(plan.getSendBytes()) + "; " + Words.bytes(plan.getDeduplicatedBytes())
                + " are there already, " + Words.bytes(plan.getZeroBytes()) + " are holes";
    }
}
