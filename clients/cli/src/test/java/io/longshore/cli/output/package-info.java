/** Results as people and programs read them. */
@NullMarked
package io.longshore.cli.output;

import org.jspecify.annotations.NullMarked;
