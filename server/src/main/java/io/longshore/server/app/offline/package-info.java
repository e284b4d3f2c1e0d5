/** What works on a storage's files, or on a data folder, without a server: {@code longshore zstore} and its like. Start at {@code OfflineCommands}. */
@NullMarked
package io.longshore.server.app.offline;

import org.jspecify.annotations.NullMarked;
