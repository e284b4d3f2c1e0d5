/**
 * Asks a bridge for what the conformance table says: {@link io.longshore.conformance.Table} reads it, {@link
 * io.longshore.conformance.Conformance} runs it against a base URL, {@link io.longshore.conformance.Main} does so from a terminal.
 */
@NullMarked
package io.longshore.conformance;

import org.jspecify.annotations.NullMarked;
