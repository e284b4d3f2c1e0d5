package io.longshore.server.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The text in which a VMDK says what it is made of: lines {@code name=value}, and one for each extent,
 * {@code RW <sectors> SPARSE "<name>"}.
 */
record VmdkDescriptor(List<String> lines) {
    private static final Pattern EXTENT = Pattern.compile(
            "(?:RW|RDONLY|NOACCESS)\\s+\\S+\\s+(\\w+)(?:\\s+\"?([^\"]*)\"?.*)?", Pattern.CASE_INSENSITIVE);

    /** Kinds of VMDK that are one file. */
    private static final Set<String> WHOLE = Set.of("monolithicsparse", "streamoptimized");

    private static final String NO_PARENT = "ffffffff";

    /** The descriptor in these bytes, up to the first zero. */
    static VmdkDescriptor of(ByteBuffer bytes) {
        var text = StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
        int end = text.indexOf(0);
        return new VmdkDescriptor((end < 0 ? text : text.substring(0, end))
                .lines()
                .map(String::strip)
                .toList());
    }

    /** Checks that it names no file but the one in which it lies. */
    void check() {
        checkParent();
        checkType();
        checkExtents();
    }

    private void checkParent() {
        // Readers look for this anywhere, even in comments.
        var hint = lines.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).contains("parentfilenamehint"))
                .findFirst();
        if (hint.isPresent()) {
            throw FormatFailures.refers(DiskFormat.VMDK, "parent", unquoted(hint.get()));
        }
        var parent = value("parentCID").orElse(NO_PARENT);
        if (!parent.equalsIgnoreCase(NO_PARENT)) {
            throw FormatFailures.refers(DiskFormat.VMDK, "parent", "the one with the content id " + parent);
        }
    }

    private void checkType() {
        var type = value("createType").orElse("");
        if (type.isEmpty()) {
            throw Vmdk.damaged("createType: none (expected: monolithicSparse or streamOptimized)");
        }
        if (!WHOLE.contains(type.toLowerCase(Locale.ROOT))) {
            throw FormatFailures.refers(DiskFormat.VMDK, "extent", String.join(", ", extentNames()));
        }
    }

    private void checkExtents() {
        var extents =
                lines.stream().map(EXTENT::matcher).filter(m -> m.matches()).toList();
        if (extents.size() != 1
                || !"SPARSE".equalsIgnoreCase(extents.getFirst().group(1))
                || extentNames().getFirst().matches(".*[/\\\\].*")) {
            throw FormatFailures.refers(DiskFormat.VMDK, "extent", String.join(", ", extentNames()));
        }
    }

    /** The files that its extents are said to be. */
    List<String> extentNames() {
        return lines.stream()
                .map(EXTENT::matcher)
                .filter(m -> m.matches())
                .map(m -> m.group(2) == null ? "" : m.group(2))
                .toList();
    }

    private Optional<String> value(String name) {
        return lines.stream()
                .filter(line -> line.regionMatches(true, 0, name, 0, name.length()))
                .filter(line -> line.substring(name.length()).strip().startsWith("="))
                .map(VmdkDescriptor::unquoted)
                .findFirst();
    }

    /** What follows the first equals sign, without quotes. */
    private static String unquoted(String line) {
        return line.substring(line.indexOf('=') + 1).strip().replace("\"", "");
    }
}
