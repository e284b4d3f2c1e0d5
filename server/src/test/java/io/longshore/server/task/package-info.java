@NullMarked
package io.longshore.server.task;

import org.jspecify.annotations.NullMarked;
