/** Collecting garbage while others write: every interleaving that there is time for. */
@NullMarked
package io.longshore.server.driver.zstore.gc;

import org.jspecify.annotations.NullMarked;
