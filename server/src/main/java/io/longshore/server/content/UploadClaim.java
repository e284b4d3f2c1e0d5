package io.longshore.server.content;

/**
 * An upload that a task makes something of, which it holds.
 *
 * @param uploadUuid which one
 * @param format what the caller says it is; empty to find it out
 */
public record UploadClaim(String uploadUuid, String format) {}
