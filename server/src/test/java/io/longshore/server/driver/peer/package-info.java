/** Real servers that tests start on 127.0.0.1, each in a folder of its own, and end by their process. */
@NullMarked
package io.longshore.server.driver.peer;

import org.jspecify.annotations.NullMarked;
