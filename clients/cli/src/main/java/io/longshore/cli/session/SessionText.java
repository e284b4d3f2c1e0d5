package io.longshore.cli.session;

import io.longshore.cli.output.Resource;
import io.longshore.cli.output.Words;
import io.longshore.client.ServerAddress;
import io.longshore.v1.Session;

/** Sessions in words. The session's own uuid is a secret and never among them. */
final class SessionText {
    private SessionText() {}

    static String line(Session session, ServerAddress address) {
        var until =
                session.hasExpireTime() ? ", until " + Words.time(session.getExpireTime()) + " unless it is used" : "";
        return Words.printable(session.getAccountName()) + " at " + address + until;
    }

    /** The account, under its uuid. */
    static Resource resource(Session session, ServerAddress address) {
        var resource = Resource.of(session.getAccountUuid())
                .with("account_name", session.getAccountName())
                .with("server", address.toString())
                .named(session.getAccountName());
        return session.hasExpireTime() ? resource.with("expire_time", session.getExpireTime()) : resource;
    }
}
