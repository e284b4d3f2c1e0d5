/** Measures single steps of the hot paths with JMH: {@code ./longshore bench micro}. A class a part of the product, a method a step. */
@NullMarked
package io.longshore.bench.micro;

import org.jspecify.annotations.NullMarked;
