/** A server of {@code longshore.v1} in memory: real gRPC and real messages, no disks. What the bridge's tests run against. */
@NullMarked
package io.longshore.rest.fake;

import org.jspecify.annotations.NullMarked;
