package io.longshore.cli.output;

import com.google.protobuf.Message;
import java.io.PrintStream;
import java.util.List;

/** Standard output, in the form that the user asked for. Thread-safe by lines. */
public final class Output {
    private final PrintStream out;
    private final Form form;
    private final boolean quiet;

    /** The form of the output. */
    public enum Form {
        /** Tables and sentences for people. May change with any version. */
        TEXT,
        /** One JSON object a line for programs. */
        JSON
    }

    public Output(PrintStream out, Form form, boolean quiet) {
        this.out = out;
        this.form = form;
        this.quiet = quiet;
    }

    public boolean json() {
        return form == Form.JSON;
    }

    public boolean quiet() {
        return quiet;
    }

    /** An event of a task or transfer: for programs alone, unless they asked for quiet. */
    public void event(Message event) {
        if (json() && !quiet) {
            out.println(Json.write(event));
        }
    }

    /** The command's result, printed last: the resource for programs, its uuid for the quiet, lines for people. */
    public void result(Resource resource, List<String> text) {
        if (json()) {
            out.println(Json.write(resource.fields()));
        } else if (quiet) {
            out.println(resource.handle());
        } else {
            text.forEach(out::println);
        }
    }

    /** Something to say to people where there is no resource to show. */
    public void say(String line) {
        if (!json() && !quiet) {
            out.println(line);
        }
    }

    /** A list: an object, or a uuid, a line; a table for people, or {@code empty} where there is nothing in it. */
    public void list(List<Resource> resources, Table table, String empty) {
        if (json()) {
            resources.forEach(resource -> out.println(Json.write(resource.fields())));
        } else if (quiet) {
            resources.forEach(resource -> out.println(resource.handle()));
        } else if (resources.isEmpty()) {
            out.println(empty);
        } else {
            table.lines().forEach(out::println);
        }
    }
}
