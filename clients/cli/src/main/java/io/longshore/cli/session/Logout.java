package io.longshore.cli.session;

import io.longshore.cli.command.Invocation;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code logout}. */
@Command(name = "logout", description = "End the session that is kept for the server.")
public final class Logout implements Callable<Integer> {
    private final Invocation invocation;

    public Logout(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        try (var server = invocation.connect()) {
            var account = server.connection().sessions().logout();
            invocation
                    .output()
                    .say(account.map(name -> "logged out " + name + " from " + server.address())
                            .orElse("there is no session with " + server.address()));
            return 0;
        }
    }
}
