/** Addresses, credentials and sparse files. */
@NullMarked
package io.longshore.client;

import org.jspecify.annotations.NullMarked;
