/** The commands {@code longshore login}, {@code logout} and {@code whoami}. */
@NullMarked
package io.longshore.cli.session;

import org.jspecify.annotations.NullMarked;
