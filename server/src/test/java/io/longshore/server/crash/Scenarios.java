package io.longshore.server.crash;

import static io.longshore.server.crash.Client.A;
import static io.longshore.server.crash.Client.B;

import java.util.LinkedHashMap;
import java.util.Map;

/** The operations that change storages. */
final class Scenarios {
    private Scenarios() {}

    /** A part of a scenario. */
    interface Part {
        void with(Client client) throws Exception;
    }

    /** A scenario of two parts. */
    record Scripted(Part before, Part operation) implements Scenario {
        @Override
        public void prepare(Client client) throws Exception {
            before.with(client);
        }

        @Override
        public void act(Client client) throws Exception {
            operation.with(client);
        }
    }

    /** All, by name. */
    static Map<String, Scenario> all() {
        var all = new LinkedHashMap<String, Scenario>();
        all.put("add", new Scripted(client -> client.addImage("old", A), client -> client.addImage("image", A)));
        all.put(
                "migrate",
                new Scripted(client -> client.addImage("big image", A), client -> client.migrate("big image", A, B)));
        all.put("back-up", new Scripted(client -> client.addImage("old", A), client -> client.backUp("machine", A)));
        all.put("sync", new Scripted(client -> client.backUp("machine", A), client -> client.sync("machine", A, B)));
        all.put(
                "template",
                new Scripted(
                        client -> client.backUp("machine", A),
                        client -> client.template("template", "machine root", B)));
        all.put("delete", new Scripted(client -> client.addImage("image", A), client -> client.delete("image")));
        all.put("recover", new Scripted(Scenarios::deleted, client -> client.recover("image")));
        all.put("expunge", new Scripted(Scenarios::deleted, client -> client.expunge("image")));
        all.put(
                "delete-backup",
                new Scripted(
                        client -> {
                            client.backUp("machine", A);
                            client.sync("machine", A, B);
                        },
                        client -> client.deleteBackup("machine", "machine data")));
        all.put(
                "empty-trash",
                new Scripted(
                        client -> {
                            client.addImage("image", A);
                            client.migrate("image", A, B);
                        },
                        client -> client.emptyTrash(A)));
        all.put("reclaim", new Scripted(Scenarios::garbage, client -> client.reclaim(A)));
        return all;
    }

    private static void deleted(Client client) throws InterruptedException {
        client.addImage("image", A);
        client.addImage("old", A);
        client.delete("image");
    }

    /** Packs of which nothing, and packs of which something, is still needed. */
    private static void garbage(Client client) throws InterruptedException {
        client.backUp("machine", A); // both volumes, one after the other
        client.addImage("big image", A);
        client.addImage("image", A);
        client.delete("image");
        client.expunge("image");
        client.delete("big image");
        client.deleteBackup("machine", "machine data");
        client.expunge("big image");
    }
}
