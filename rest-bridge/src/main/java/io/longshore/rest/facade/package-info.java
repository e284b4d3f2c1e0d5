/**
 * The facade's APIs, answered as a client of {@code longshore.v1} over a channel: one small class a group of APIs, and beside
 * them what turns resources, tasks and failures into the original's spelling. Start with {@link io.longshore.rest.facade.Facade}.
 *
 * <p>Nothing in here knows HTTP; the same methods can be served as gRPC services behind another transcoder.
 */
@NullMarked
package io.longshore.rest.facade;

import org.jspecify.annotations.NullMarked;
