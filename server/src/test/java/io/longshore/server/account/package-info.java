/** Tests of the rules of this package, on a catalog, storages and tasks in memory. */
@NullMarked
package io.longshore.server.account;

import org.jspecify.annotations.NullMarked;
