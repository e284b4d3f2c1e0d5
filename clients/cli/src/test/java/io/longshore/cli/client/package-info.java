/** Addresses, credentials and sparse files. */
@NullMarked
package io.longshore.cli.client;

import org.jspecify.annotations.NullMarked;
