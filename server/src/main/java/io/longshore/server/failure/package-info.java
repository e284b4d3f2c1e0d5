/** What can go wrong, in the words that callers see: one {@link io.longshore.server.failure.Reason} a cause. Knows no transport. */
@NullMarked
package io.longshore.server.failure;

import org.jspecify.annotations.NullMarked;
