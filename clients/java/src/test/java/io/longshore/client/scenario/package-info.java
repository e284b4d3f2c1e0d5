/** The runner of {@code clients/scenario}: interprets its steps with this library and writes down what it saw. Starts at {@link Main}. */
@NullMarked
package io.longshore.client.scenario;

import org.jspecify.annotations.NullMarked;
