package io.longshore.client.scenario;

import io.longshore.client.LongshoreException;
import io.longshore.v1.ErrorCode;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Writes the lines. */
final class Transcript {
    private final PrintStream out;
    private final String folder;
    private String indent = "";

    Transcript(PrintStream out, Path folder) {
        this.out = out;
        this.folder = folder.toString();
    }

    void line(String text) {
        out.println(indent + text.replace(folder, "${dir}").stripTrailing());
    }

    void indent() {
        indent += "  ";
    }

    void outdent() {
        indent = indent.substring(2);
    }

    /** A line for each path into an answer. */
    void show(List<String> paths, JsonNode answer) {
        for (var path : paths) {
            var at = answer;
            for (var name : path.split("\\.", -1)) {
                at = at.isArray() ? at.path(Integer.parseInt(name)) : at.path(name);
            }
            line(path + " = " + (at.isMissingNode() || at.isNull() ? "-" : at.asString()));
        }
    }

    void error(LongshoreException failure) {
        line("error " + failure.code() + " " + failure.reason());
        indent();
        line("message " + failure.description());
        new TreeMap<>(failure.metadata()).forEach((name, value) -> line(name + " = " + value));
        var label = "ErrorCode ";
        for (var error : failure.errors()) {
            line(label + original(error));
            label = "caused by ";
        }
        outdent();
    }

    private static String original(ErrorCode error) {
        return error.getCode() + ": " + error.getDescription()
                + (error.getDetails().isEmpty() ? "" : ": " + error.getDetails());
    }
}
