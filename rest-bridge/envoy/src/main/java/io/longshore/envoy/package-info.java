/**
 * Makes what a stock Envoy needs before a Longshore server: {@link io.longshore.envoy.EnvoyFiles} of the contract, {@link
 * io.longshore.envoy.Main} from a terminal.
 */
@NullMarked
package io.longshore.envoy;

import org.jspecify.annotations.NullMarked;
