package io.longshore.cli.session;

import io.longshore.cli.command.Invocation;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code whoami}. */
@Command(name = "whoami", description = "Tell which account calls which server, and how long its session is good.")
public final class Whoami implements Callable<Integer> {
    private final Invocation invocation;

    public Whoami(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        try (var server = invocation.connect()) {
            var session = server.connection().sessions().show();
            invocation
                    .output()
                    .result(
                            SessionText.resource(session, server.address()),
                            List.of(SessionText.line(session, server.address())));
            return 0;
        }
    }
}
