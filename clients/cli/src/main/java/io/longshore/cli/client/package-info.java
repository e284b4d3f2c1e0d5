/**
 * What a program needs to talk to a Longshore server: where it is and who calls, sessions that renew themselves, operations that are
 * followed over lost connections, files sent and fetched with their identity checked. Start at {@link
 * io.longshore.cli.client.Connection}. Knows nothing of command lines, terminals or output.
 */
@NullMarked
package io.longshore.cli.client;

import org.jspecify.annotations.NullMarked;
