package io.longshore.cli.storage;

import io.longshore.cli.output.Words;
import io.longshore.v1.StorageProblem;
import java.util.ArrayList;
import java.util.List;

/** What is wrong on a storage, for people. */
final class StorageProblems {
    /** Of more, only the number is told. */
    private static final int MAX_NAMED = 5;

    private StorageProblems() {}

    static List<String> lines(List<StorageProblem> problems) {
        var lines = new ArrayList<String>();
        for (var problem : problems) {
            var where = problem.getPath().isEmpty() ? "" : Words.printable(problem.getPath()) + ": ";
            lines.add("  " + where + Words.printable(problem.getDetails()) + hurts(problem.getResourceUuidsList()));
        }
        return lines;
    }

    private static String hurts(List<String> resources) {
        if (resources.isEmpty()) {
            return "";
        }
        var named = String.join(", ", resources.subList(0, Math.min(MAX_NAMED, resources.size())));
        int more = resources.size() - MAX_NAMED;
        return "; hurts " + named + (more > 0 ? " and " + more + " more" : "");
    }
}
