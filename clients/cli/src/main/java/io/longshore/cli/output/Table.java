package io.longshore.cli.output;

import java.util.ArrayList;
import java.util.List;

/** Rows in columns that are as wide as their widest cell; numbers stand to the right. */
public final class Table {
    private static final String GAP = "  ";

    private final List<String> heads;
    private final List<List<String>> rows = new ArrayList<>();

    /** @param heads the columns' heads; one that begins with {@code >} stands to the right */
    public Table(String... heads) {
        this.heads = List.of(heads);
    }

    /** Adds a row, a cell for each column. Control characters of names don't reach the terminal. */
    public Table row(String... cells) {
        if (cells.length != heads.size()) {
            throw new IllegalArgumentException("cells: " + cells.length + " (expected: " + heads.size() + ")");
        }
        var row = new ArrayList<String>();
        for (var cell : cells) {
            row.add(Words.printable(cell));
        }
        rows.add(row);
        return this;
    }

    /** The lines, heads first. */
    public List<String> lines() {
        var all = new ArrayList<List<String>>();
        all.add(heads.stream()
                .map(head -> right(head) ? head.substring(1) : head)
                .toList());
        all.addAll(rows);
        return all.stream().map(row -> line(row, all)).toList();
    }

    private String line(List<String> row, List<List<String>> all) {
        var line = new StringBuilder();
        for (int column = 0; column < heads.size(); column++) {
            int index = column;
            int width = all.stream()
                    .mapToInt(each -> each.get(index).length())
                    .max()
                    .orElse(0);
            var padding = " ".repeat(width - row.get(column).length());
            line.append(column == 0 ? "" : GAP);
            line.append(right(heads.get(column)) ? padding + row.get(column) : row.get(column) + padding);
        }
        return line.toString().stripTrailing();
    }

    private static boolean right(String head) {
        return head.startsWith(">");
    }
}
