/** Tests of the rules of this package, on a catalog, storages and tasks in memory. */
@NullMarked
package io.longshore.server.image;

import org.jspecify.annotations.NullMarked;
