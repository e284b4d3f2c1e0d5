package io.longshore.client;

import io.longshore.client.SessionFiles.KeptSession;
import io.longshore.v1.GetSessionRequest;
import io.longshore.v1.LoginRequest;
import io.longshore.v1.LogoutRequest;
import io.longshore.v1.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The session of a connection: a kept one first, a new one where credentials are at hand and the old one is no good. */
public final class Sessions {
    private final Target target;
    private final Optional<SessionFiles> files;
    private final CallRules rules;
    private final Longshore server;
    private @Nullable KeptSession current;

    Sessions(Target target, Optional<SessionFiles> files, CallRules rules, Longshore server) {
        this.target = target;
        this.files = files;
        this.rules = rules;
        this.server = server;
    }

    /**
     * Begins a session with the credentials at hand and keeps it, where sessions are kept. No caller needs this: calls begin sessions by
     * themselves.
     *
     * @throws IllegalStateException where no credentials are at hand
     */
    public synchronized Session login() throws InterruptedException {
        var credentials = target.credentials().orElseThrow(() -> new IllegalStateException("no credentials"));
        var request = LoginRequest.newBuilder()
                .setAccountName(credentials.accountName())
                .setPassword(credentials.password())
                .build();
        rules.useToken(null);
        var session =
                server.callOpenly(() -> server.sessionCalls().login(request)).getSession();
        use(new KeptSession(session.getAccountName(), session.getUuid()));
        keep(session);
        return session;
    }

    /** Ends the session that is used or kept for this server. Returns whose it was; empty where there was none. */
    public synchronized Optional<String> logout() throws InterruptedException {
        var kept = Optional.ofNullable(current).or(this::load);
        if (kept.isPresent()) {
            var request = LogoutRequest.newBuilder()
                    .setSessionUuid(kept.get().token())
                    .build();
            server.callOpenly(() -> server.sessionCalls().logout(request));
            current = null;
            rules.useToken(null);
            try {
                if (files.isPresent()) {
                    files.get().forget(target.address());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return kept.map(KeptSession::accountName);
    }

    /** Asks the server about the caller's session; begins one where needed. */
    public Session show() throws InterruptedException {
        return server.call(() -> server.sessionCalls().getSession(GetSessionRequest.getDefaultInstance()))
                .getSession();
    }

    /** Has a session sent with the next calls where there is one or can be one. Returns its token; empty for none. */
    synchronized String ensure() throws InterruptedException {
        if (current != null) {
            return current.token();
        }
        var kept = load().filter(
                        session -> wanted().map(session.accountName()::equals).orElse(true));
        if (kept.isPresent()) {
            use(kept.get());
        } else if (target.credentials().isPresent()) {
            login();
        }
        return current == null ? "" : current.token();
    }

    /**
     * Begins another session in place of one that the server does not know any more; false where nothing is at hand to do so.
     *
     * @param expired the token of that session; where another thread has renewed it already, nothing is left to do
     */
    synchronized boolean renew(String expired) throws InterruptedException {
        if (current != null && !current.token().equals(expired)) {
            return true;
        }
        if (target.credentials().isEmpty()) {
            return false;
        }
        login();
        return true;
    }

    private Optional<String> wanted() {
        return target.accountName().or(() -> target.credentials().map(Credentials::accountName));
    }

    private void use(KeptSession session) {
        current = session;
        rules.useToken(session.token());
    }

    private Optional<KeptSession> load() {
        try {
            return files.isPresent() ? files.get().load(target.address()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // then a new one is begun
        }
    }

    private void keep(Session session) {
        try {
            if (files.isPresent()) {
                files.get().save(target.address(), new KeptSession(session.getAccountName(), session.getUuid()));
            }
        } catch (IOException e) {
            // A read-only home is no reason to fail: the next program begins a session of its own.
        }
    }
}
