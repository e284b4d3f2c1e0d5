/**
 * What a program needs to talk to a Longshore server: sessions that renew themselves, operations that are followed over lost
 * connections and restarted servers, files sent and fetched with their identity checked. Start at {@link
 * io.longshore.client.Longshore}. Blocks, and is made for virtual threads; knows nothing of command lines, terminals or output.
 */
@NullMarked
package io.longshore.client;

import org.jspecify.annotations.NullMarked;
