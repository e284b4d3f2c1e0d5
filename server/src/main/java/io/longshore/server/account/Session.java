package io.longshore.server.account;

import java.time.Instant;

/**
 * A login that is still good.
 *
 * @param uuid the secret that its caller sends
 * @param expireTime put off by each call
 */
public record Session(String uuid, String accountUuid, String accountName, Instant createTime, Instant expireTime) {}
