/** What is measured: one class a work, with its contenders and bars. */
@NullMarked
package io.longshore.bench.work;

import org.jspecify.annotations.NullMarked;
