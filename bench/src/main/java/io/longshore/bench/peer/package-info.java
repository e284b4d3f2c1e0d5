/** Those who do the work: the server with its client, and the programs that it is compared with. */
@NullMarked
package io.longshore.bench.peer;

import org.jspecify.annotations.NullMarked;
