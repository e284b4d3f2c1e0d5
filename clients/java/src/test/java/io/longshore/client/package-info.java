/** The library against a scripted server, and what it does with files. */
@NullMarked
package io.longshore.client;

import org.jspecify.annotations.NullMarked;
