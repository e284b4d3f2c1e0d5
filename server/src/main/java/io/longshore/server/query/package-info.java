/** How lists are asked for and answered: conditions, order, pages. The catalog answers them; {@code rpc} translates them. */
@NullMarked
package io.longshore.server.query;

import org.jspecify.annotations.NullMarked;
