/** Configuration, wiring and main: the one place where the server's parts meet. */
@NullMarked
package io.longshore.server.app;

import org.jspecify.annotations.NullMarked;
