package io.longshore.server.driver;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What may change about an image, a backup or a group, kept for whoever adopts the storage.
 *
 * @param kind what it is about
 * @param uuid the image, backup or group
 * @param version 1 and up; the highest counts
 * @param name its name
 * @param description its description, empty when it has none
 * @param tags its tags
 * @param properties what else is said of it, by the names that {@code docs/zstore-format.md} lists
 */
public record Note(
        ManifestKind kind,
        UUID uuid,
        long version,
        String name,
        String description,
        List<String> tags,
        Map<String, String> properties) {
    public Note {
        if (version < 1) {
            throw new IllegalArgumentException("note version: " + version + " (expected: >= 1)");
        }
        tags = List.copyOf(tags);
        properties = Map.copyOf(properties);
    }

    /** A note that says nothing else. */
    public Note(ManifestKind kind, UUID uuid, long version, String name, String description, List<String> tags) {
        this(kind, uuid, version, name, description, tags, Map.of());
    }
}
