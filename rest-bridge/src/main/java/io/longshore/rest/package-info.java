/**
 * The bridge from the original ZStack REST API to {@code longshore.v1}: start with {@link io.longshore.rest.RestBridge}.
 *
 * <p>{@code http} turns HTTP and JSON into calls of the facade, driven by the facade's descriptors, and knows no API by name;
 * {@code facade} answers them as a client of {@code longshore.v1}.
 */
@NullMarked
package io.longshore.rest;

import org.jspecify.annotations.NullMarked;
