/** Tests of {@code secret}. */
@NullMarked
package io.longshore.server.secret;

import org.jspecify.annotations.NullMarked;
