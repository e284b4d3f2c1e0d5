/**
 * What a storage relies on, tried on its own server: each {@link io.longshore.server.driver.promise.Trial} tries one promise and gives a
 * {@link io.longshore.server.driver.promise.Promise} that says what came of it. Drivers list theirs; users run them by a deep check, tests by the contract suites.
 */
@NullMarked
package io.longshore.server.driver.promise;

import org.jspecify.annotations.NullMarked;
