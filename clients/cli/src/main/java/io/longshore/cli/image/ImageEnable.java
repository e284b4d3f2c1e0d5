package io.longshore.cli.image;

import io.longshore.cli.command.Invocation;
import io.longshore.v1.StateEvent;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code image enable}. */
@Command(name = "enable", description = "Let an image be used.")
public final class ImageEnable implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "IMAGE", description = "Its name or uuid.")
    private String image = "";

    public ImageEnable(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        return ImageStateChange.make(invocation, image, StateEvent.STATE_EVENT_ENABLE);
    }
}
