package io.longshore.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Settings of a connection. What is not set is found as {@link Target} says. */
public final class LongshoreBuilder {
    TimeLimits limits = TimeLimits.STANDARD;
    Consumer<String> notices = _ -> {};
    Optional<SessionFiles> sessionFiles = Optional.empty();

    private Map<String, String> environment = System.getenv();
    private @Nullable Target target;
    private @Nullable String server;
    private @Nullable Path dataFolder;
    private @Nullable Path authorities;
    private @Nullable Credentials credentials;

    LongshoreBuilder() {}

    /** The server: {@code HOST[:PORT]}, or {@code https://HOST:PORT} for TLS. */
    public LongshoreBuilder server(String address) {
        this.server = address;
        return this;
    }

    /** Who calls. */
    public LongshoreBuilder credentials(String accountName, String password) {
        this.credentials = new Credentials(accountName, password);
        return this;
    }

    /** A file of certificates in PEM form; a server's certificate must go back to one of them, and to no other. */
    public LongshoreBuilder authorities(Path file) {
        this.authorities = file;
        return this;
    }

    /** The folder of a server on this machine, where its address and first password are found. */
    public LongshoreBuilder dataFolder(Path folder) {
        this.dataFolder = folder;
        return this;
    }

    /** Variables to look at in place of the process's own. */
    public LongshoreBuilder environment(Map<String, String> variables) {
        this.environment = Map.copyOf(variables);
        return this;
    }

    /** Server and caller as found before; the settings above then do nothing. */
    public LongshoreBuilder target(Target found) {
        this.target = found;
        return this;
    }

    /** Where sessions are kept from one program to the next. Not set: each connection begins one of its own. */
    public LongshoreBuilder sessionFiles(SessionFiles files) {
        this.sessionFiles = Optional.of(files);
        return this;
    }

    /** How patient the connection is. */
    public LongshoreBuilder timeLimits(TimeLimits patience) {
        this.limits = patience;
        return this;
    }

    /** Takes lines for people about a server that is lost or back. Must be quick, and is called by any thread. */
    public LongshoreBuilder notices(Consumer<String> listener) {
        this.notices = listener;
        return this;
    }

    /**
     * Prepares the connection; nothing is sent yet.
     *
     * @throws IOException where a file that is named here or in the environment can't be read
     * @throws IllegalArgumentException where an address has no known form
     */
    public Longshore connect() throws IOException {
        return new Longshore(this, target == null ? find() : target);
    }

    private Target find() throws IOException {
        var folder = dataFolder == null ? DataFolder.standard(environment) : new DataFolder(dataFolder);
        var found = Target.find(Optional.ofNullable(server), folder, environment);
        found = credentials == null ? found : found.with(credentials);
        return authorities == null ? found : found.trusting(authorities);
    }
}
