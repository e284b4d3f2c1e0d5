package io.longshore.server.task;

/**
 * Who asks.
 *
 * @param accountUuid the account that the call is made for
 */
public record Caller(String accountUuid) {}
