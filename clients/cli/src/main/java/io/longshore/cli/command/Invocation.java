package io.longshore.cli.command;

import io.longshore.cli.output.Output;
import io.longshore.cli.progress.BarView;
import io.longshore.cli.progress.LineView;
import io.longshore.cli.progress.ProgressView;
import io.longshore.client.Longshore;
import io.longshore.client.SessionFiles;
import io.longshore.client.Target;
import java.io.IOException;

/** One run of the program: its surroundings, its options, and what commands make of them when they run. */
public final class Invocation {
    private final Shell shell;
    private final GlobalOptions options;
    private final Interruption interruption;

    public Invocation(Shell shell, GlobalOptions options, Interruption interruption) {
        this.shell = shell;
        this.options = options;
        this.interruption = interruption;
    }

    public Shell shell() {
        return shell;
    }

    /** Standard output in the form that was asked for. */
    public Output output() {
        return new Output(shell.out(), options.output(), options.quiet());
    }

    /** Which server is meant and who calls it. */
    public Target target() throws IOException {
        return Target.find(options.server(), options.data(shell.variables()), shell.variables());
    }

    /** Prepares the connection to the server; nothing is sent yet. */
    public Server connect() throws IOException {
        return connect(target());
    }

    /** Prepares the connection to a server under other credentials. */
    public Server connect(Target target) throws IOException {
        return connect(target, view());
    }

    /** Prepares the connection to the server for a command that has a view of its own. */
    public Server connect(ProgressView view) throws IOException {
        return connect(target(), view);
    }

    private Server connect(Target target, ProgressView view) throws IOException {
        var connection = Longshore.builder()
                .target(target)
                .sessionFiles(SessionFiles.standard(shell.variables()))
                .timeLimits(shell.patience())
                .notices(view::note)
                .connect();
        return new Server(target.address(), connection, output(), view, interruption);
    }

    private ProgressView view() {
        var screen = shell.screen();
        if (options.quiet()) {
            return ProgressView.notesOnly(shell.err());
        }
        if (options.output() == Output.Form.JSON) {
            // Where both go to one terminal, a bar would be torn by the events.
            return screen.errIsTerminal() && !screen.outIsTerminal() ? bar() : ProgressView.notesOnly(shell.err());
        }
        return screen.errIsTerminal() ? bar() : new LineView(shell.err(), System::nanoTime);
    }

    private ProgressView bar() {
        return new BarView(shell.err(), shell.screen()::width, shell.screen().unicode(), System::nanoTime);
    }
}
