package io.longshore.server.driver;

import java.util.List;
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
 */
public record Note(ManifestKind kind, UUID uuid, long version, String name, String description, List<String> tags) {
    public Note {
        if (version < 1) {
            throw new IllegalArgumentException("note version: " + version + " (expected: >= 1)");
        }
        tags = List.copyOf(tags);
    }
}
