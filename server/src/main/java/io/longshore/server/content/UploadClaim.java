package io.longshore.server.content;

import org.jspecify.annotations.Nullable;

/**
 * An upload that a task makes something of, which it holds.
 *
 * @param uploadUuid which one
 * @param format what the caller says it is; empty to find it out
 * @param expectedRoot the root that the content must have, besides the one that its upload was begun with; null where none was given
 */
public record UploadClaim(
        String uploadUuid, String format, @Nullable String expectedRoot) {}
