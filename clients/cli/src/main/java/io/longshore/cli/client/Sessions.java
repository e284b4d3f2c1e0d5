package io.longshore.cli.client;

import io.longshore.cli.client.SessionFiles.KeptSession;
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
    private final SessionFiles files;
    private final CallRules rules;
    private final Connection connection;
    private @Nullable KeptSession current;

    Sessions(Target target, SessionFiles files, CallRules rules, Connection connection) {
        this.target = target;
        this.files = files;
        this.rules = rules;
        this.connection = connection;
    }

    /** Begins a session with the target's credentials and keeps it for later programs. */
    public synchronized Session login() throws ServerFailure, InterruptedException {
        var credentials = target.credentials().orElseThrow(() -> new IllegalStateException("no credentials"));
        var request = LoginRequest.newBuilder()
                .setAccountName(credentials.accountName())
                .setPassword(credentials.password())
                .build();
        rules.useToken(null);
        var session = connection
                .callOpenly(() -> connection.sessionCalls().login(request))
                .getSession();
        use(new KeptSession(session.getAccountName(), session.getUuid()));
        keep(session);
        return session;
    }

    /** Ends the session that is kept for this server. Returns whose it was; empty where there was none. */
    public synchronized Optional<String> logout() throws ServerFailure, InterruptedException {
        var kept = load();
        if (kept.isPresent()) {
            var request = LogoutRequest.newBuilder()
                    .setSessionUuid(kept.get().token())
                    .build();
            connection.callOpenly(() -> connection.sessionCalls().logout(request));
            try {
                files.forget(target.address());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return kept.map(KeptSession::accountName);
    }

    /** Asks the server about the caller's session; begins one where needed. */
    public Session show() throws ServerFailure, InterruptedException {
        return connection
                .call(() -> connection.sessionCalls().getSession(GetSessionRequest.getDefaultInstance()))
                .getSession();
    }

    /** Has a session sent with the next calls where there is one or can be one. */
    synchronized void ensure() throws ServerFailure, InterruptedException {
        if (current != null) {
            return;
        }
        var kept = load().filter(
                        session -> wanted().map(session.accountName()::equals).orElse(true));
        if (kept.isPresent()) {
            use(kept.get());
        } else if (target.credentials().isPresent()) {
            login();
        }
    }

    /** Begins another session in place of one that the server does not know any more; false where nothing is at hand to do so. */
    synchronized boolean renew() throws ServerFailure, InterruptedException {
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
            return files.load(target.address());
        } catch (IOException e) {
            return Optional.empty(); // then a new one is begun
        }
    }

    private void keep(Session session) {
        try {
            files.save(target.address(), new KeptSession(session.getAccountName(), session.getUuid()));
        } catch (IOException e) {
            // A read-only home is no reason to fail: the next program begins a session of its own.
        }
    }
}
