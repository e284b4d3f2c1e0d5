package io.longshore.server.transfer;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/** Names of packs in checkpoints. */
final class Names {
    private Names() {}

    static List<String> read(DataInputStream in) throws IOException {
        int count = in.readInt();
        var names = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            names.add(in.readUTF());
        }
        return names;
    }

    static void write(DataOutputStream out, Collection<String> names) throws IOException {
        out.writeInt(names.size());
        for (var name : names) {
            out.writeUTF(name);
        }
    }

    /** All of the first ones, and those of the others that are not among them. */
    static List<String> joined(Collection<String> first, Collection<String> others) {
        var joined = new LinkedHashSet<>(first);
        joined.addAll(others);
        return List.copyOf(joined);
    }
}
