/** The facade's services, implemented as clients of {@code longshore.v1} over a channel. */
@NullMarked
package io.longshore.rest.facade;

import org.jspecify.annotations.NullMarked;
