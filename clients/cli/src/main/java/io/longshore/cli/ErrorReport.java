package io.longshore.cli;

import io.grpc.Status;
import io.longshore.cli.command.CommandFailure;
import io.longshore.cli.command.ExitCode;
import io.longshore.cli.command.Shell;
import io.longshore.cli.output.Words;
import io.longshore.client.DamagedContentException;
import io.longshore.client.LongshoreException;
import io.longshore.v1.ErrorCode;
import io.longshore.v1.ErrorReason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/**
 * What went wrong, in a line or a few, and what the exit code says of it.
 *
 * @param exitCode the exit code
 * @param lines what to say: the first line says it, the rest why and what to do
 */
record ErrorReport(ExitCode exitCode, List<String> lines) {
    static ErrorReport of(Exception failure) {
        return switch (failure) {
            case LongshoreException server -> of(server);
            case CommandFailure command -> {
                var lines = new ArrayList<String>();
                lines.add(String.valueOf(command.getMessage()));
                lines.addAll(command.more());
                yield new ErrorReport(command.exitCode(), lines);
            }
            case DamagedContentException damaged -> one(ExitCode.DAMAGED, message(damaged));
            case NoSuchFileException absent -> one(ExitCode.NOT_FOUND, absent.getFile() + ": no such file");
            case FileAlreadyExistsException there ->
                one(
                        ExitCode.REFUSED,
                        there.getFile() + ": "
                                + (there.getReason() == null
                                        ? "is there already; --force replaces it"
                                        : there.getReason()));
            case AccessDeniedException denied -> one(ExitCode.DENIED, denied.getFile() + ": permission denied");
            case FileSystemException file -> one(ExitCode.FAILED, file.getFile() + ": " + file.getReason());
            case IOException io -> one(ExitCode.FAILED, message(io));
            case IllegalArgumentException wrong -> one(ExitCode.USAGE, message(wrong));
            case InterruptedException _ -> one(ExitCode.INTERRUPTED, "interrupted");
            default -> one(ExitCode.FAILED, "this is a mistake of the program: " + failure);
        };
    }

    /** Writes it to standard error; with {@code LONGSHORE_DEBUG} the stack trace too. */
    void print(Shell shell, Exception failure) {
        shell.err().println("longshore: " + lines.getFirst());
        lines.stream().skip(1).forEach(line -> shell.err().println("  " + line));
        if (!shell.variable("LONGSHORE_DEBUG").isEmpty()) {
            failure.printStackTrace(shell.err());
        }
    }

    private static ErrorReport of(LongshoreException failure) {
        var lines = new ArrayList<String>();
        var first =
                failure.errors().isEmpty() ? "" : failure.errors().getFirst().getDetails();
        var said = first.isEmpty() ? failure.description() : first;
        lines.add(Words.printable(said.isEmpty() ? failure.code().name() : said)
                + (failure.reason().isEmpty() ? "" : " (" + failure.reason() + ")"));
        failure.violations()
                .forEach(violation -> lines.add(
                        Words.printable(violation.field()) + ": " + Words.printable(violation.description())));
        failure.errors().stream()
                .skip(1)
                .map(ErrorCode::getDetails)
                .filter(details -> !details.isEmpty() && !details.equals(said))
                .forEach(details -> lines.add("because: " + Words.printable(details)));
        failure.errors().stream()
                .map(ErrorCode::getElaboration)
                .filter(hint -> !hint.isEmpty())
                .limit(1)
                .forEach(hint -> lines.add(Words.printable(hint)));
        lines.addAll(advice(failure));
        return new ErrorReport(ExitCode.of(failure.code()), lines);
    }

    private static List<String> advice(LongshoreException failure) {
        if (failure.code() == Status.Code.UNAUTHENTICATED
                && !failure.reason().equals(ErrorReason.WRONG_CREDENTIALS.name())) {
            return List.of("longshore login begins a session; LONGSHORE_USER and LONGSHORE_PASSWORD do too");
        }
        if (failure.lostContact() && failure.reason().isEmpty()) {
            return List.of("longshore serve starts one here; --server or LONGSHORE_SERVER names another");
        }
        return List.of();
    }

    private static String message(Exception failure) {
        var cause = failure.getCause() == null ? "" : ": " + failure.getCause().getMessage();
        return failure.getMessage() == null ? failure.toString() : failure.getMessage() + cause;
    }

    private static ErrorReport one(ExitCode exitCode, String line) {
        return new ErrorReport(exitCode, List.of(line));
    }
}
