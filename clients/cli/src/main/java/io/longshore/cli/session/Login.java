package io.longshore.cli.session;

import io.longshore.cli.command.CommandFailure;
import io.longshore.cli.command.ExitCode;
import io.longshore.cli.command.Invocation;
import io.longshore.client.Credentials;
import io.longshore.client.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code login}. */
@Command(
        name = "login",
        description =
                "Begin a session and keep it for the commands that follow. The password is LONGSHORE_PASSWORD, the content of "
                        + "LONGSHORE_PASSWORD_FILE or --password-file, the first one of a server on this machine, or asked for.")
public final class Login implements Callable<Integer> {
    private final Invocation invocation;

    @Option(names = "--user", paramLabel = "NAME", description = "The account. Default: LONGSHORE_USER, else admin.")
    private @Nullable String user;

    @Option(names = "--password-file", paramLabel = "FILE", description = "A file that holds the password alone.")
    private @Nullable Path passwordFile;

    public Login(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws Exception {
        var target = invocation.target();
        try (var server = invocation.connect(target.with(credentials(target)))) {
            var session = server.connection().sessions().login();
            invocation
                    .output()
                    .result(
                            SessionText.resource(session, server.address()),
                            List.of(SessionText.line(session, server.address())));
            return 0;
        }
    }

    private Credentials credentials(Target target) throws IOException {
        var found = target.credentials();
        var account = user != null
                ? user
                : target.accountName()
                        .or(() -> found.map(Credentials::accountName))
                        .orElse(Target.ADMIN);
        if (passwordFile != null) {
            return new Credentials(account, Files.readString(passwordFile).strip());
        }
        if (found.isPresent() && found.get().accountName().equals(account)) {
            return found.get();
        }
        return invocation
                .shell()
                .passwords()
                .ask("Password of " + account + " at " + target.address() + ": ")
                .map(password -> new Credentials(account, password))
                .orElseThrow(
                        () -> new CommandFailure(
                                ExitCode.DENIED,
                                "no password for " + account + " at " + target.address(),
                                List.of(
                                        "it is taken from LONGSHORE_PASSWORD, LONGSHORE_PASSWORD_FILE, --password-file or a terminal")));
    }
}
