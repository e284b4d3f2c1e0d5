package io.longshore.cli;

import io.longshore.cli.command.ExitCode;
import io.longshore.cli.command.Interruption;
import io.longshore.cli.command.Invocation;
import io.longshore.cli.command.Shell;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Where the program starts. */
public final class Main {
    private static final int HELP_COLUMNS = 100;

    private Main() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        var shell = Shell.ofProcess();
        var interruption = new Interruption(shell.err());
        Runtime.getRuntime().addShutdownHook(new Thread(interruption, "longshore-interruption"));
        int exitCode = run(shell, interruption, arguments);
        shell.out().flush();
        System.exit(exitCode);
    }

    /** Runs a command in surroundings of the caller's. Returns its exit code. */
    static int run(Shell shell, Interruption interruption, String... arguments) {
        var root = new Longshore();
        var line = Commands.tree(root, new Invocation(shell, root.options(), interruption));
        line.setOut(new PrintWriter(shell.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(shell.err(), true, StandardCharsets.UTF_8));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpWidth(HELP_COLUMNS);
        line.setParameterExceptionHandler((wrong, _) -> refuse(shell, wrong));
        line.setExecutionExceptionHandler((failure, _, _) -> {
            var report = ErrorReport.of(failure);
            report.print(shell, failure);
            return report.exitCode().number();
        });
        describe(line);
        return line.execute(arguments);
    }

    private static void describe(CommandLine line) {
        line.getCommandSpec().mixinStandardHelpOptions(true);
        var usage = line.getCommandSpec().usageMessage();
        usage.exitCodeListHeading("%nExit codes:%n").exitCodeList(exitCodes()).optionListHeading("%n");
        line.getSubcommands().values().forEach(Main::describe);
    }

    private static Map<String, String> exitCodes() {
        var meanings = new LinkedHashMap<String, String>();
        for (var code : ExitCode.values()) {
            meanings.put(" " + code.number(), code.meaning());
        }
        return meanings;
    }

    private static int refuse(Shell shell, ParameterException wrong) {
        var command = wrong.getCommandLine();
        if (String.valueOf(wrong.getMessage()).startsWith("Missing required subcommand")) {
            command.usage(command.getErr());
            return ExitCode.USAGE.number();
        }
        shell.err().println("longshore: " + wrong.getMessage());
        UnmatchedArgumentException.printSuggestions(wrong, command.getErr());
        shell.err().println("  " + command.getCommandSpec().qualifiedName() + " --help shows how it is used");
        return ExitCode.USAGE.number();
    }
}
