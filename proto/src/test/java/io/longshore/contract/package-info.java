/** What other languages make of the contract: starts from the zip that a client's author downloads. */
@NullMarked
package io.longshore.contract;

import org.jspecify.annotations.NullMarked;
