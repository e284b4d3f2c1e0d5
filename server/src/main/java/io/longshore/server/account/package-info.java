/** Accounts, passwords and sessions: who calls. */
@NullMarked
package io.longshore.server.account;

import org.jspecify.annotations.NullMarked;
