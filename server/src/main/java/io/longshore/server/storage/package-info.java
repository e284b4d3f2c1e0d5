/** Backup storages as users see them: their state, capacity, trash and upkeep. */
@NullMarked
package io.longshore.server.storage;

import org.jspecify.annotations.NullMarked;
