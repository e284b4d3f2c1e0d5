/**
 * HTTP and JSON: routes, bodies, headers and jobs of the original API. All it knows of single APIs it reads from the facade's
 * descriptors. Start with {@link io.longshore.rest.http.BridgeServer}.
 */
@NullMarked
package io.longshore.rest.http;

import org.jspecify.annotations.NullMarked;
