package io.longshore.client;

import java.util.function.Consumer;

/** Whether there is contact with the server, and whether there ever was. People are told when it is lost and when it is back. */
final class Contact {
    private final ServerAddress server;
    private final Consumer<String> notices;
    private boolean ever;
    private boolean lost;

    Contact(ServerAddress server, Consumer<String> notices) {
        this.server = server;
        this.notices = notices;
    }

    ServerAddress server() {
        return server;
    }

    /** Something came from the server. */
    synchronized void heard() {
        ever = true;
        if (lost) {
            lost = false;
            notices.accept("the server is back");
        }
    }

    /** It does not answer. Returns whether it ever did. */
    synchronized boolean lost(LongshoreException failure) {
        if (ever && !lost) {
            lost = true;
            notices.accept("lost the server (" + failure.description() + "); trying again");
        }
        return ever;
    }
}
