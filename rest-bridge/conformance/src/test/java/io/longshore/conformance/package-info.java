/** Tests of what reads and runs the table; the table itself is run by the acceptance tests. */
@NullMarked
package io.longshore.conformance;

import org.jspecify.annotations.NullMarked;
