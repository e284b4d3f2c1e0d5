package io.longshore.cli.image;

import io.longshore.cli.command.Invocation;
import io.longshore.cli.command.Uuids;
import io.longshore.cli.output.Resource;
import io.longshore.v1.ChangeImageStateRequest;
import io.longshore.v1.StateEvent;
import java.util.List;

/** What {@code image enable} and {@code image disable} do. */
final class ImageStateChange {
    private ImageStateChange() {}

    static int make(Invocation invocation, String image, StateEvent event) throws Exception {
        try (var server = invocation.connect()) {
            var request = ChangeImageStateRequest.newBuilder()
                    .setUuid(server.names().image(image))
                    .setStateEvent(event)
                    .setRequestId(Uuids.random())
                    .build();
            var changed = server.call(() -> server.connection().images().changeImageState(request))
                    .getImage();
            invocation
                    .output()
                    .result(
                            Resource.of(changed),
                            List.of(ImageText.line(changed, server.names().storageNames())));
            return 0;
        }
    }
}
