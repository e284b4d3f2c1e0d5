package io.longshore.client;

/** Who calls, and the secret that proves it. */
public record Credentials(String accountName, String password) {
    /** The account's name alone: a password is in no log. */
    @Override
    public String toString() {
        return "Credentials[" + accountName + "]";
    }
}
