/** Volume backups, a machine's backups as groups, and what is done with them. */
@NullMarked
package io.longshore.server.backup;

import org.jspecify.annotations.NullMarked;
