package io.longshore.acceptance;

import io.longshore.conformance.Conformance;
import io.longshore.conformance.Conformance.Outcome;
import io.longshore.conformance.Conformance.Result;
import io.longshore.conformance.Credentials;
import io.longshore.conformance.Table;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Runs the conformance table against a bridge of a site: a test a row, in the table's order. */
final class Conforming {
    private static final Path TABLE = Path.of("..", "rest-bridge", "conformance", "rows");

    private Conforming() {}

    /** The table, for {@code bridge} at {@code base}, with fixtures made on the site. */
    static Stream<DynamicTest> table(Site site, HttpClient client, String base, String bridge) throws IOException {
        var conformance = new Conformance(client, base, bridge, values(site));
        return Table.read(TABLE).rows().stream()
                .flatMap(row -> conformance.run(row).stream())
                .map(Conforming::test);
    }

    private static DynamicTest test(Outcome outcome) {
        return switch (outcome.result()) {
            case Result.Passed() -> DynamicTest.dynamicTest(outcome.name(), () -> {});
            case Result.Unmet(var reason) ->
                DynamicTest.dynamicTest(outcome.name() + " (not met: " + reason + ")", () -> {});
            case Result.Failed(var difference) ->
                DynamicTest.dynamicTest(outcome.name(), () -> {
                    throw new AssertionError(difference);
                });
        };
    }

    private static Map<String, String> values(Site site) {
        var root = DiskFiles.random(site.file("conformance-root"), 3 * DiskFiles.MIB, 11);
        var data = DiskFiles.random(site.file("conformance-data"), 2 * DiskFiles.MIB, 12);
        var image = site.cli().uuid("image", "add", root.toString(), "--name", "TinyLinux", "--storage", "a");
        var group =
                site.cli().json("backup", "add", root.toString(), data.toString(), "--storage", "a", "--name", "vm");
        var backups = group.get("volume_backups");
        var values = new HashMap<>(new Credentials("admin", site.server().password()).values());
        values.put("a", site.a());
        values.put("b", site.b());
        values.put("image", image);
        values.put("group", group.get("group_uuid").asString());
        values.put("root", backups.get(0).get("uuid").asString());
        values.put("data", backups.get(1).get("uuid").asString());
        return values;
    }
}
