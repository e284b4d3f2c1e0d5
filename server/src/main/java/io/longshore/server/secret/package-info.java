/** Passwords and keys of storages, encrypted from the moment they are taken until a driver needs them. */
@NullMarked
package io.longshore.server.secret;

import org.jspecify.annotations.NullMarked;
