/** Tests of the files that Envoy is started with; Envoy itself is started by the acceptance tests. */
@NullMarked
package io.longshore.envoy;

import org.jspecify.annotations.NullMarked;
