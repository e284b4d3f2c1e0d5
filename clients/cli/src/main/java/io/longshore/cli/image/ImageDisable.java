package io.longshore.cli.image;

import io.longshore.cli.command.Invocation;
import io.longshore.v1.StateEvent;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code image disable}. */
@Command(
        name = "disable",
        description = "Keep an image from being used. It can be migrated, deleted and recovered all the same.")
public final class ImageDisable implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "IMAGE", description = "Its name or uuid.")
    private String image = "";

    public ImageDisable(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        return ImageStateChange.make(invocation, image, StateEvent.STATE_EVENT_DISABLE);
    }
}
