package io.longshore.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Which server is meant, and who calls it. The address is, first to last: what the caller says, {@code LONGSHORE_SERVER},
 * the data folder's {@code endpoints.json}, 127.0.0.1 with the default port. Credentials are {@code LONGSHORE_USER} (default
 * {@code admin}) with {@code LONGSHORE_PASSWORD} or the content of {@code LONGSHORE_PASSWORD_FILE}, else the data folder's
 * {@code admin-password}, which is only ever sent to the server that the folder belongs to. The
 * authorities that TLS trusts are those in the file {@code LONGSHORE_CA}, else the Java runtime's.
 *
 * @param address the server
 * @param credentials who calls; absent where nothing was found, and then only a kept session can do
 * @param accountName the account that was asked for; absent where nobody said
 * @param authorities a file of certificates in PEM form that TLS trusts; absent for those of the Java runtime
 */
public record Target(
        ServerAddress address,
        Optional<Credentials> credentials,
        Optional<String> accountName,
        Optional<Path> authorities) {
    /** The account whose password a server makes at its first start. */
    public static final String ADMIN = "admin";

    /**
     * Finds server and credentials.
     *
     * @param server what the caller says; empty for nothing
     * @throws IOException where a named password file can't be read
     * @throws IllegalArgumentException where an address has no known form
     */
    public static Target find(Optional<String> server, DataFolder folder, Map<String, String> environment)
            throws IOException {
        var said = server.or(() -> value(environment, "LONGSHORE_SERVER")).map(ServerAddress::parse);
        var local = folder.endpoint();
        var address = said.or(() -> local).orElseGet(() -> ServerAddress.parse("127.0.0.1"));
        var user = value(environment, "LONGSHORE_USER");
        var password = password(environment);
        if (password.isEmpty()
                && local.filter(address::equals).isPresent()
                && user.orElse(ADMIN).equals(ADMIN)) {
            password = folder.adminPassword();
        }
        return new Target(
                address,
                password.map(secret -> new Credentials(user.orElse(ADMIN), secret)),
                user,
                value(environment, "LONGSHORE_CA").map(Path::of));
    }

    /** The same server, called by someone else. */
    public Target with(Credentials other) {
        return new Target(address, Optional.of(other), Optional.of(other.accountName()), authorities);
    }

    /** The same, with these certificates trusted and no others. */
    Target trusting(Path file) {
        return new Target(address, credentials, accountName, Optional.of(file));
    }

    private static Optional<String> password(Map<String, String> environment) throws IOException {
        var password = value(environment, "LONGSHORE_PASSWORD");
        if (password.isPresent()) {
            return password;
        }
        var file = value(environment, "LONGSHORE_PASSWORD_FILE");
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(Path.of(file.get())).strip());
        } catch (IOException e) {
            throw new IOException("LONGSHORE_PASSWORD_FILE: " + file.get() + " can't be read", e);
        }
    }

    private static Optional<String> value(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(text -> !text.isEmpty());
    }
}
