package io.longshore.server.account;

/**
 * Who may call.
 *
 * @param passwordHash how the password is kept: algorithm, cost, salt and hash of the lower-case hex SHA-512 of the password
 */
public record Account(String uuid, String name, String passwordHash) {}
