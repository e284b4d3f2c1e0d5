package io.longshore.server.task;

import java.util.Optional;

/**
 * Who asks.
 *
 * @param accountUuid the account that the call is made for
 */
public record Caller(String accountUuid) {
    /** The first account's uuid, the original's own: it may see and do everything. */
    public static final String ADMIN_ACCOUNT_UUID = "36c27e8ff05c4780bf6d2fa65700f22e";

    /** The server itself, where it acts on nobody's behalf. */
    public static final Caller SERVER = new Caller(ADMIN_ACCOUNT_UUID);

    /** The account that lists are limited to; empty where the caller sees those of all. */
    public Optional<String> scope() {
        return accountUuid.equals(ADMIN_ACCOUNT_UUID) ? Optional.empty() : Optional.of(accountUuid);
    }

    /** Whether the caller may see and change what an account has: its own, or as the admin anyone's. */
    public boolean mayUse(String ownerAccountUuid) {
        return accountUuid.equals(ADMIN_ACCOUNT_UUID) || accountUuid.equals(ownerAccountUuid);
    }
}
